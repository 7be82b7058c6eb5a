#[automatically_derived]
impl ::botpress_sdk::__private::Tags for MessageTags {
    type Patch = MessageTagsPatch;
    fn definitions() -> ::botpress_sdk::__private::IndexMap<
        ::botpress_sdk::__private::String,
        ::botpress_sdk::__private::TagDefinition,
    > {
        #[allow(unused_mut)]
        let mut __tags = ::botpress_sdk::__private::IndexMap::new();
        __tags
            .insert(
                ::botpress_sdk::__private::string("ts"),
                ::botpress_sdk::__private::TagDefinition::new()
                    .title("Timestamp")
                    .description("Slack's timestamp."),
            );
        __tags
            .insert(
                ::botpress_sdk::__private::string("threadTs"),
                ::botpress_sdk::__private::TagDefinition::new(),
            );
        __tags
            .insert(
                ::botpress_sdk::__private::string("user"),
                ::botpress_sdk::__private::TagDefinition::new(),
            );
        __tags
    }
    fn to_map(&self) -> ::botpress_sdk::__private::TagMap {
        #[allow(unused_mut)]
        let mut __tags = ::botpress_sdk::__private::TagMap::new();
        if let ::core::option::Option::Some(__value) = <Text as ::botpress_sdk::__private::TagValue>::to_tag(
            &self.ts,
        ) {
            __tags.insert(::botpress_sdk::__private::string("ts"), __value);
        }
        if let ::core::option::Option::Some(__value) = <Number as ::botpress_sdk::__private::TagValue>::to_tag(
            &self.thread_ts,
        ) {
            __tags.insert(::botpress_sdk::__private::string("threadTs"), __value);
        }
        if let ::core::option::Option::Some(__value) = <Text as ::botpress_sdk::__private::TagValue>::to_tag(
            &self.r#type,
        ) {
            __tags.insert(::botpress_sdk::__private::string("user"), __value);
        }
        __tags
    }
    fn from_map(
        __tags: &::botpress_sdk::__private::TagMap,
    ) -> ::core::result::Result<Self, ::botpress_sdk::__private::PayloadError> {
        ::core::result::Result::Ok(Self {
            ts: ::botpress_sdk::__private::tag_value(
                "ts",
                <Text as ::botpress_sdk::__private::TagValue>::from_tag(
                    ::botpress_sdk::__private::tag(__tags, "ts"),
                ),
            )?,
            thread_ts: ::botpress_sdk::__private::tag_value(
                "threadTs",
                <Number as ::botpress_sdk::__private::TagValue>::from_tag(
                    ::botpress_sdk::__private::tag(__tags, "threadTs"),
                ),
            )?,
            r#type: ::botpress_sdk::__private::tag_value(
                "user",
                <Text as ::botpress_sdk::__private::TagValue>::from_tag(
                    ::botpress_sdk::__private::tag(__tags, "user"),
                ),
            )?,
        })
    }
}
#[automatically_derived]
#[allow(dead_code)]
impl MessageTags {
    /// The name of the tag `ts`.
    pub const TS: ::botpress_sdk::__private::TagKey<Self> = ::botpress_sdk::__private::TagKey::new(
        "ts",
    );
    /// The name of the tag `threadTs`.
    pub const THREAD_TS: ::botpress_sdk::__private::TagKey<Self> = ::botpress_sdk::__private::TagKey::new(
        "threadTs",
    );
    /// The name of the tag `user`.
    pub const TYPE: ::botpress_sdk::__private::TagKey<Self> = ::botpress_sdk::__private::TagKey::new(
        "user",
    );
}
/// A change to [`MessageTags`]: what is not set is left as it is.
#[allow(dead_code)]
#[derive(::core::fmt::Debug, ::core::clone::Clone, ::core::default::Default)]
pub struct MessageTagsPatch {
    /// What becomes of the tag `ts`.
    pub ts: ::botpress_sdk::__private::Patch<::botpress_sdk::__private::String>,
    /// What becomes of the tag `threadTs`.
    thread_ts: ::botpress_sdk::__private::Patch<::botpress_sdk::__private::String>,
    /// What becomes of the tag `user`.
    r#type: ::botpress_sdk::__private::Patch<::botpress_sdk::__private::String>,
}
#[automatically_derived]
impl ::botpress_sdk::__private::TagsPatch for MessageTagsPatch {
    fn to_map(&self) -> ::botpress_sdk::__private::TagPatch {
        #[allow(unused_mut)]
        let mut __patch = ::botpress_sdk::__private::TagPatch::new();
        ::botpress_sdk::__private::patch_tag(&mut __patch, "ts", &self.ts);
        ::botpress_sdk::__private::patch_tag(&mut __patch, "threadTs", &self.thread_ts);
        ::botpress_sdk::__private::patch_tag(&mut __patch, "user", &self.r#type);
        __patch
    }
}
