//! The integration's instance in the bot: how it is found, how often it registers, what it counts; and its files.

use botpress_api::{
    Patch,
    endpoint::{configure_integration, delete_file, get_file, list_files, track_analytics, upsert_file},
    id::FileId,
    types::{AccessPolicy, File, Tags as TagMap},
};
use botpress_client::{Client, Error, FileContent};

pub use botpress_api::endpoint::configure_integration::RegisterSchedule;

use super::{Context, Listing, objects::awaited};
use crate::Integration;

impl<I: Integration> Context<I> {
    /// Configures the instance; await it after saying what.
    pub fn configure_integration(&self) -> ConfigureIntegration<'_> {
        ConfigureIntegration { client: self.client(), request: configure_integration::Request::new() }
    }

    /// Adds `count` to a counter of the bot. A call that may have arrived is not sent again.
    ///
    /// # Errors
    ///
    /// When the call fails.
    pub async fn track(&self, name: impl Into<String>, count: u64) -> Result<(), Error> {
        self.client().send(track_analytics::Request::new(name, count)).await.map(drop)
    }

    /// Uploads a file under `key`: bytes in memory, a stream, or what a URL has; await it. One with the same key is replaced.
    pub fn upload_file(&self, key: impl Into<String>, content: impl Into<FileContent>) -> UploadFile<'_> {
        let request = upsert_file::Request::new(key, 0_u64);
        UploadFile { client: self.client(), request, content: content.into() }
    }

    /// The file with this id or key.
    ///
    /// # Errors
    ///
    /// When the call fails; `ResourceNotFound` when there is no such file.
    pub async fn file(&self, id_or_key: impl Into<FileId>) -> Result<File, Error> {
        Ok(self.client().send(get_file::Request::new(id_or_key)).await?.file)
    }

    /// The files that the integration may see.
    pub fn files(&self) -> Listing<'_, list_files::Request, ()> {
        Listing::new(self.client(), list_files::Request::new())
    }

    /// Deletes the file with this id or key.
    ///
    /// # Errors
    ///
    /// When the call fails.
    pub async fn delete_file(&self, id_or_key: impl Into<FileId>) -> Result<(), Error> {
        self.client().send(delete_file::Request::new(id_or_key)).await.map(drop)
    }
}

/// An instance about to be configured; await it.
#[derive(Debug)]
#[must_use = "nothing is configured until this is awaited"]
pub struct ConfigureIntegration<'a> {
    client: &'a Client,
    request: configure_integration::Request,
}

impl ConfigureIntegration<'_> {
    /// What webhooks to the integration as a whole are told apart by, a team's id for example; `None` removes it.
    pub fn identifier(mut self, identifier: impl Into<Patch<String>>) -> Self {
        self.request = self.request.identifier(identifier);
        self
    }

    /// How often the platform calls `register` again.
    pub fn register_every(mut self, schedule: RegisterSchedule) -> Self {
        self.request = self.request.schedule_register_call(schedule);
        self
    }

    async fn send(self) -> Result<(), Error> {
        self.client.send(self.request).await.map(drop)
    }
}

awaited!(ConfigureIntegration => ());

/// A file about to be uploaded; await it.
#[derive(Debug)]
#[must_use = "nothing is uploaded until this is awaited"]
pub struct UploadFile<'a> {
    client: &'a Client,
    request: upsert_file::Request,
    content: FileContent,
}

impl UploadFile<'_> {
    /// The media type; from the key's extension unless set.
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.request = self.request.content_type(content_type);
        self
    }

    /// Its tags.
    pub fn tags(mut self, tags: TagMap) -> Self {
        self.request = self.request.tags(tags);
        self
    }

    /// Gives it a URL that anybody can read, as soon as it is uploaded.
    pub fn public(mut self) -> Self {
        self.request =
            self.request.access_policies(vec![AccessPolicy::PublicContent]).public_content_immediately_accessible(true);
        self
    }

    /// Lets bots search it.
    pub fn indexed(mut self) -> Self {
        self.request = self.request.index(true);
        self
    }

    async fn send(self) -> Result<File, Error> {
        self.client.upload_file(self.request, self.content).await
    }
}

awaited!(UploadFile => File);
