//! Lists, page by page.

use std::{
    fmt,
    future::poll_fn,
    mem,
    pin::Pin,
    task::{Context, Poll},
    vec,
};

use botpress_api::{Endpoint, Paginated};
use futures_util::Stream;

use crate::{BoxFuture, Client, Error};

/// The items of a list operation: made by [`Client::list`].
///
/// It asks for a page when the items of the one before are used up, and for none before the first item is wanted. It
/// is a `Stream` for those who have combinators; [`next`](Self::next) and [`collect`](Self::collect) need none. After
/// an error it ends.
///
/// ```no_run
/// # async fn run(client: botpress_client::Client) -> Result<(), botpress_client::Error> {
/// use botpress_api::endpoint::list_users;
///
/// let mut users = client.list(list_users::Request::new());
/// while let Some(user) = users.next().await {
///     let id = user?.id;
/// }
/// let newest = client.list(list_users::Request::new()).limit(10).collect().await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "a list asks for nothing until its items are"]
pub struct List<E: Paginated> {
    client: Client,
    page: vec::IntoIter<E::Item>,
    left: usize,
    rest: Rest<E>,
}

type Answer<E> = BoxFuture<'static, (E, Result<<E as Endpoint>::Response, Error>)>;

/// What comes after the present page.
enum Rest<E: Paginated> {
    Ask(E),
    Asked(Answer<E>),
    Nothing,
}

impl Client {
    /// The items of a list operation, from the page that `request` asks for to the last.
    pub fn list<E: Paginated>(&self, request: E) -> List<E> {
        List { client: self.clone(), page: Vec::new().into_iter(), left: usize::MAX, rest: Rest::Ask(request) }
    }
}

impl<E: Paginated> List<E> {
    /// Ends the list after `limit` items, within a page if need be, and asks for no page that is not needed.
    pub fn limit(mut self, limit: usize) -> Self {
        self.left = limit;
        self
    }

    /// The next item; `None` at the end.
    ///
    /// # Errors
    ///
    /// When the page that has it cannot be read.
    pub async fn next(&mut self) -> Option<Result<E::Item, Error>> {
        poll_fn(|cx| self.poll_item(cx)).await
    }

    /// All items.
    ///
    /// # Errors
    ///
    /// The first page that cannot be read; the items before it are lost.
    pub async fn collect(mut self) -> Result<Vec<E::Item>, Error> {
        let mut items = Vec::new();
        while let Some(item) = self.next().await {
            items.push(item?);
        }
        Ok(items)
    }

    fn poll_item(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<E::Item, Error>>> {
        loop {
            if self.left == 0 {
                return Poll::Ready(None);
            }
            if let Some(item) = self.page.next() {
                self.left -= 1;
                return Poll::Ready(Some(Ok(item)));
            }
            match mem::replace(&mut self.rest, Rest::Nothing) {
                Rest::Nothing => return Poll::Ready(None),
                Rest::Ask(request) => self.rest = Rest::Asked(self.ask(request)),
                Rest::Asked(mut answer) => match answer.as_mut().poll(cx) {
                    Poll::Pending => {
                        self.rest = Rest::Asked(answer);
                        return Poll::Pending;
                    }
                    Poll::Ready((request, Ok(response))) => self.turn_to(request, response),
                    Poll::Ready((_, Err(error))) => return Poll::Ready(Some(Err(error))),
                },
            }
        }
    }

    fn ask(&self, request: E) -> Answer<E> {
        let client = self.client.clone();
        Box::pin(async move {
            let response = client.ask(&request).await;
            (request, response)
        })
    }

    fn turn_to(&mut self, mut request: E, response: E::Response) {
        let (items, next_token) = E::into_page(response);
        self.page = items.into_iter();
        if let Some(token) = next_token.filter(|token| !token.is_empty()) {
            request.set_next_token(token);
            self.rest = Rest::Ask(request);
        }
    }
}

impl<E: Paginated> Stream for List<E> {
    type Item = Result<E::Item, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_item(cx)
    }
}

/// Nothing in it is pinned in place: the future has a box of its own.
impl<E: Paginated> Unpin for List<E> {}

impl<E: Paginated> fmt::Debug for List<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("List").field("operation", &E::OPERATION).finish_non_exhaustive()
    }
}
