//! What the typed calls have in common.

use std::{marker::PhantomData, ops::Deref};

use botpress_api::{Paginated, types::TagPatch};
use botpress_client::{Client, Error, List};

use crate::tags::{TagKey, Tags};

/// What a get-or-create call answers: the object, and whether it was created now.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct GetOrCreated<T> {
    /// The object.
    pub object: T,
    /// Whether it was created now.
    pub created: bool,
}

impl<T> GetOrCreated<T> {
    pub(super) fn new(object: T, created: bool) -> Self {
        Self { object, created }
    }

    /// The object.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.object
    }
}

impl<T> Deref for GetOrCreated<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.object
    }
}

/// A list to be: filter it, then [`stream`](Listing::stream) or [`collect`](Listing::collect) it.
///
/// `T` are the tags that it can be filtered by.
#[derive(Debug)]
#[must_use = "a list asks for nothing until it is streamed or collected"]
pub struct Listing<'a, E, T> {
    client: &'a Client,
    pub(super) request: E,
    tags: PhantomData<fn() -> T>,
}

impl<'a, E: Paginated, T> Listing<'a, E, T> {
    pub(super) fn new(client: &'a Client, request: E) -> Self {
        Self { client, request, tags: PhantomData }
    }

    /// The items, page by page as they are wanted, newest first.
    pub fn stream(self) -> List<E> {
        self.client.list(self.request)
    }

    /// The first `limit` items.
    pub fn limit(self, limit: usize) -> List<E> {
        self.stream().limit(limit)
    }

    /// All items.
    ///
    /// # Errors
    ///
    /// The first page that cannot be read.
    pub async fn collect(self) -> Result<Vec<E::Item>, Error> {
        self.stream().collect().await
    }
}

/// The tags as a get-or-create call takes them.
pub(super) fn tag_patch(tags: &impl Tags) -> TagPatch {
    tags.to_map().into_iter().map(|(name, value)| (name, Some(value))).collect()
}

/// The names of the tags that decide.
pub(super) fn tag_names<T>(keys: impl IntoIterator<Item = TagKey<T>>) -> Vec<String> {
    keys.into_iter().map(|key| key.name().to_owned()).collect()
}

/// Lets a builder be awaited.
macro_rules! awaited {
    ($(<$($generic:ident: $bound:path),+>)? $builder:ident => $output:ty) => {
        impl<'a $(, $($generic: $bound),+)?> std::future::IntoFuture for $builder<'a $(, $($generic),+)?> {
            type Output = Result<$output, botpress_client::Error>;
            type IntoFuture = crate::BoxFuture<'a, Self::Output>;

            fn into_future(self) -> Self::IntoFuture {
                Box::pin(self.send())
            }
        }
    };
}
pub(super) use awaited;
