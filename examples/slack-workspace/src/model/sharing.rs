//! Files on their way into channels.

use bytes::Bytes;
use serde_json::json;

use super::{
    File, FileSharing, Message, Model, Post, Refusal, Subtype, Upload,
    file::{Progress, mimetype_of},
    render::Audience,
};

impl Model {
    /// A person shares files, with or without a text.
    pub(crate) fn upload(
        &mut self,
        mut post: Post,
        uploads: impl IntoIterator<Item = Upload>,
    ) -> Result<Message, Refusal> {
        let mut ids = Vec::new();
        for upload in uploads {
            let mimetype = upload.mimetype.unwrap_or_else(|| mimetype_of(&upload.name).to_owned());
            let mut file = self.new_file(&post.user, &upload.name, mimetype, Progress::Shared);
            file.content = upload.content;
            file.title = upload.title.unwrap_or_else(|| file.name.clone());
            ids.push(file.id.clone());
            self.files.push(file);
        }
        post.files = ids;
        self.share(post)
    }

    /// An app announces a file of this length, and learns where to send it.
    pub(crate) fn announce_file(&mut self, user: &str, name: &str, length: usize, alt_text: Option<&str>) -> &File {
        let mut file = self.new_file(user, name, mimetype_of(name).to_owned(), Progress::Announced { length });
        file.alt_text = alt_text.map(str::to_owned);
        self.files.push(file);
        &self.files[self.files.len() - 1]
    }

    /// The content of an announced file arrives.
    pub(crate) fn receive_file(&mut self, id: &str, content: Bytes) -> Result<(), Refusal> {
        let file = self.file_mut(id)?;
        match file.progress {
            Progress::Announced { length } if length == content.len() => {
                file.content = content;
                file.progress = Progress::Uploaded;
                Ok(())
            }
            _ => Err(Refusal::InvalidArguments),
        }
    }

    /// The app is done with uploading: what it wants to post is posted when [`FileSharing`] says so.
    pub(crate) fn complete_files(
        &mut self,
        files: &[(String, Option<String>)],
        post: Option<Post>,
    ) -> Result<(), Refusal> {
        for (id, _) in files {
            if self.file(id)?.progress != Progress::Uploaded {
                return Err(Refusal::FileNotFound);
            }
        }
        let checks = match self.habits.file_sharing {
            FileSharing::AtOnce => Some(0),
            FileSharing::AfterChecks(checks) => Some(checks),
            FileSharing::OnDemand => None,
        };
        for (id, title) in files {
            let file = self.file_mut(id)?;
            if let Some(title) = title {
                file.title.clone_from(title);
            }
            file.progress = Progress::Sharing { checks };
        }
        let Some(mut post) = post else { return Ok(()) };
        post.files = files.iter().map(|(id, _)| id.clone()).collect();
        if checks == Some(0) {
            self.share(post)?;
        } else {
            self.waiting.push(post);
        }
        Ok(())
    }

    /// Somebody asks about a file, which may be what it waits for.
    pub(crate) fn check_file(&mut self, id: &str) -> Result<(), Refusal> {
        let file = self.file_mut(id)?;
        if let Progress::Sharing { checks: Some(checks) } = &mut file.progress {
            *checks = checks.saturating_sub(1);
            if *checks == 0 {
                return self.share_waiting(|post| post.files.iter().any(|file| file == id));
            }
        }
        Ok(())
    }

    /// Shares all files that wait.
    pub(crate) fn share_files(&mut self) -> Result<(), Refusal> {
        self.share_waiting(|_| true)
    }

    fn share_waiting(&mut self, due: impl Fn(&Post) -> bool) -> Result<(), Refusal> {
        let (due, waiting): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.waiting).into_iter().partition(|post| due(post));
        self.waiting = waiting;
        due.into_iter().try_for_each(|post| self.share(post).map(drop))
    }

    fn share(&mut self, post: Post) -> Result<Message, Refusal> {
        let files = post.files.clone();
        let message = self.post(post.special(Subtype::FileShare))?;
        for id in files {
            let user = message.user.clone();
            if let Ok(file) = self.file_mut(&id) {
                file.shares.push((message.channel.clone(), message.ts.clone()));
                file.progress = Progress::Shared;
            }
            let event = json!({
                "type": "file_shared", "file_id": id, "user_id": user, "file": { "id": id }, "channel_id": message.channel,
            });
            self.announce(event, "file_shared", &Audience::Channel(message.channel.clone()));
        }
        Ok(message)
    }

    fn file_mut(&mut self, id: &str) -> Result<&mut File, Refusal> {
        self.files.iter_mut().find(|file| file.id == id).ok_or(Refusal::FileNotFound)
    }

    fn new_file(&mut self, user: &str, name: &str, mimetype: String, progress: Progress) -> File {
        File {
            id: self.next_id("F"),
            name: name.to_owned(),
            title: name.to_owned(),
            mimetype,
            alt_text: None,
            user: user.to_owned(),
            created: self.now().as_secs(),
            content: Bytes::new(),
            shares: Vec::new(),
            progress,
        }
    }
}
