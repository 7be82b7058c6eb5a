use super::{Object, Tags};
use crate::id::FileId;

object! {
    /// A passage of an indexed file.
    pub struct Passage {
        given {
            /// Its id.
            id: String,
            /// Its text.
            content: String,
        }
        default {
            /// What and where it is.
            meta: PassageMeta,
        }
    }
}

object! {
    /// A passage that a search has found.
    pub struct FoundPassage {
        given {
            /// Its text, with that around it when that was asked for.
            content: String,
            /// How well it fits: more is better.
            score: f64,
        }
        default {
            /// What and where it is.
            meta: PassageMeta,
        }
        optional {
            /// The file it is from.
            file: PassageFile,
            /// It and the passages around it, when that was asked for.
            context: Vec<PassageContext>,
        }
    }
}

object! {
    /// What a passage is, and where.
    #[derive(Default)]
    pub struct PassageMeta {
        optional {
            /// What kind of passage it is: `chunk`, `summary`, `consolidated` or `image`.
            kind = "type": String,
            /// What it was in the text: `paragraph`, `list`, `table` and so on.
            subtype: String,
            /// The page it is on.
            page_number: u32,
            /// Its number in the file, from 0.
            position: u32,
            /// Where it was made from.
            source_url: String,
        }
    }
}

object! {
    /// The file of a passage.
    pub struct PassageFile {
        required {
            /// Its id.
            id: FileId,
        }
        given {
            /// Its key.
            key: String,
            /// Its media type.
            content_type: String,
            /// When it was created.
            created_at: String,
            /// When it was last changed.
            updated_at: String,
        }
        default {
            /// Free data.
            metadata: Object,
            /// Its tags.
            tags: Tags,
        }
    }
}

object! {
    /// A passage near another one.
    pub struct PassageContext {
        given {
            /// Where it is: `preceding`, `current`, `subsequent` or `breadcrumb`.
            kind = "type": String,
            /// Its text.
            text: String,
        }
        optional {
            /// Its id.
            id: String,
            /// How many passages it is away; negative before.
            offset: i64,
        }
    }
}

object! {
    /// A collection of files that a bot answers from.
    pub struct KnowledgeBase {
        given {
            /// Its id.
            id: String,
            /// Its name.
            name: String,
            /// When it was created.
            created_at: String,
        }
        default {
            /// Its tags.
            tags: Tags,
        }
    }
}
