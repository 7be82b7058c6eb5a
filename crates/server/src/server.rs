//! The server: sockets, connections, and how they end.

use std::{
    fmt,
    future::{Future, pending},
    io,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    pin::pin,
    sync::Arc,
    time::Duration,
};

use botpress_api::signature::SigningSecret;
use botpress_client::{ClientOptions, Host, LogLevel, LogLine, LogRecord, LogScope};
use botpress_core::{Integration, Runtime};
use bytes::Bytes;
use futures_util::future::{Either, select};
use http::{HeaderValue, Request, Response, StatusCode, Version, header, uri::Authority};
use http_body_util::Full;
use hyper::{server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Semaphore, watch},
    time::{Instant, timeout_at},
};

use crate::{
    IntegrationService, NativeHost,
    host::as_host,
    service::Gate,
    signals::{Signals, stop_signal},
};

/// Serves an integration over HTTP.
///
/// ```no_run
/// # async fn example(integration: impl botpress_core::Integration) -> Result<(), botpress_server::ServerError> {
/// use botpress_server::Server;
///
/// Server::new(integration).port(8080).serve().await
/// # }
/// ```
///
/// It speaks HTTP/1.1 and belongs behind whatever ends TLS. It keeps no state of its own: any number of them may serve one
/// integration. `/health` answers 200 `ok` to any method, without signature and whatever the load.
///
/// | limit | unless set | what happens beyond it |
/// |---|---|---|
/// | [`body_limit`](Self::body_limit) | 10 MiB | 413, `PayloadTooLarge` |
/// | [`header_limit`](Self::header_limit) | 64 KiB, and 100 headers | 431 |
/// | [`timeout`](Self::timeout) | 60 s | 504, `OperationTimeout`, and the handler is dropped; 408 when it is the body that is late |
/// | [`concurrency`](Self::concurrency) | 1,024 operations | 503 with `retry-after: 1` |
/// | [`grace`](Self::grace) | 30 s | work that still runs is dropped |
///
/// When a caller hangs up, its operation is finished all the same.
#[must_use = "a server does nothing until it serves"]
pub struct Server {
    runtime: Runtime,
    host: Arc<NativeHost>,
    address: IpAddr,
    port: u16,
    signing_secrets: Vec<String>,
    limits: Limits,
}

#[derive(Debug, Clone, Copy)]
struct Limits {
    body: usize,
    header: usize,
    timeout: Duration,
    concurrency: u32,
    grace: Duration,
}

/// The port that Botpress' own server listens on (protocol §1.2).
const PORT: u16 = 8072;

/// The variable with the signing secrets, separated by commas.
const SIGNING_SECRETS: &str = "BP_SIGNING_SECRETS";

/// How long a connection may be silent, and how long a request's headers may take. Longer than the minute for which load
/// balancers keep idle connections: whoever closes first must not be the side that is written to.
const IDLE_TIMEOUT: Duration = Duration::from_secs(75);

/// hyper cannot read with less.
const MIN_HEADER_LIMIT: usize = 8 * 1024;

impl Server {
    /// A server of `integration` on a new [`NativeHost`].
    pub fn new<I: Integration>(integration: I) -> Self {
        Self::on_host(integration, Arc::new(NativeHost::new()))
    }

    /// A server of `integration` on `host`, the one it was built with for example.
    pub fn on_host<I: Integration>(integration: I, host: Arc<NativeHost>) -> Self {
        let secrets = host.env(SIGNING_SECRETS).unwrap_or_default();
        let secrets = secrets.split(',').map(str::trim).filter(|secret| !secret.is_empty());
        Self {
            runtime: Runtime::new(integration, as_host(&host)),
            host,
            address: Ipv4Addr::UNSPECIFIED.into(),
            port: PORT,
            signing_secrets: secrets.map(str::to_owned).collect(),
            limits: Limits {
                body: 10 * 1024 * 1024,
                header: 64 * 1024,
                timeout: Duration::from_secs(60),
                concurrency: 1024,
                grace: Duration::from_secs(30),
            },
        }
    }

    /// The port to listen on; 8072 unless set, and 0 takes any that is free.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// The address to listen on; all of IPv4 (`0.0.0.0`) unless set.
    pub fn address(mut self, address: impl Into<IpAddr>) -> Self {
        self.address = address.into();
        self
    }

    /// Requires requests to be signed with one of these secrets (protocol §1.10). Several let a secret be rotated: Botpress keeps
    /// signing with the old one for a day.
    ///
    /// Unless set, they come from the environment, `BP_SIGNING_SECRETS`, separated by commas; without any, whoever reaches the
    /// server is believed.
    pub fn signing_secrets(mut self, secrets: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.signing_secrets = secrets.into_iter().map(Into::into).collect();
        self
    }

    /// The longest body of a request, in bytes; 10 MiB unless set. Botpress' own hosting ends at 6 MB, so nothing that works there
    /// is refused.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.limits.body = bytes;
        self
    }

    /// The longest head of a request, in bytes; 64 KiB unless set, at least 8 KiB. The configuration of an instance travels in it.
    pub fn header_limit(mut self, bytes: usize) -> Self {
        self.limits.header = bytes.max(MIN_HEADER_LIMIT);
        self
    }

    /// How long an operation may take, and before that its request's body to arrive; 60 s each unless set.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.limits.timeout = timeout;
        self
    }

    /// How many operations may run at once; 1,024 unless set.
    pub fn concurrency(mut self, operations: u32) -> Self {
        self.limits.concurrency = operations;
        self
    }

    /// How long a stop may take, background work included; 30 s unless set.
    pub fn grace(mut self, grace: Duration) -> Self {
        self.limits.grace = grace;
        self
    }

    /// How the Botpress API is called; from the environment (`BP_API_URL`, `BP_TOKEN`) unless set.
    pub fn client_options(mut self, options: ClientOptions) -> Self {
        self.runtime = self.runtime.with_client_options(options);
        self
    }

    /// Whether `traceparent` and `tracestate` of a request are copied to the API calls it makes; they are unless set.
    pub fn forward_trace(mut self, forward: bool) -> Self {
        self.runtime = self.runtime.with_forwarded_trace(forward);
        self
    }

    /// Listens, says so on standard output (`Listening on port 8072`), and serves until the process is asked to stop; see
    /// [`BoundServer::serve`].
    ///
    /// # Errors
    ///
    /// As for [`bind`](Self::bind) and [`BoundServer::serve`].
    pub async fn serve(self) -> Result<(), ServerError> {
        self.serve_or_until(pending()).await
    }

    /// As [`serve`](Self::serve), until `stop` resolves at the latest.
    pub(crate) async fn serve_or_until(self, stop: impl Future<Output = ()>) -> Result<(), ServerError> {
        let signals = Signals::new().map_err(ServerError::Signals)?;
        let bound = self.bind().await?;
        print_line(&format!("Listening on port {}", bound.local_addr().port()));
        bound.serve_until_signal(signals, stop).await;
        Ok(())
    }

    /// Listens, and serves until `stop` resolves; see [`BoundServer::serve_until`].
    ///
    /// # Errors
    ///
    /// As for [`bind`](Self::bind).
    pub async fn serve_until(self, stop: impl Future<Output = ()>) -> Result<(), ServerError> {
        self.bind().await?.serve_until(stop).await;
        Ok(())
    }

    /// Listens. Connections wait until the answer serves them.
    ///
    /// # Errors
    ///
    /// [`ServerError::Bind`] when the port cannot be had, [`ServerError::SigningSecret`] when a secret cannot be one.
    pub async fn bind(self) -> Result<BoundServer, ServerError> {
        let address = SocketAddr::new(self.address, self.port);
        let listener = TcpListener::bind(address).await.map_err(|source| ServerError::Bind { address, source })?;
        self.bound(listener, address)
    }

    /// Takes a listener that is there already, from whoever started the process for example.
    ///
    /// # Errors
    ///
    /// As for [`bind`](Self::bind).
    pub fn bind_to(self, listener: std::net::TcpListener) -> Result<BoundServer, ServerError> {
        let address = SocketAddr::new(self.address, self.port);
        let listener = listener.set_nonblocking(true).and_then(|()| TcpListener::from_std(listener));
        self.bound(listener.map_err(|source| ServerError::Bind { address, source })?, address)
    }

    /// The integration as a service, for those who have an HTTP server: port, address, header limit and grace are that server's.
    ///
    /// # Errors
    ///
    /// [`ServerError::SigningSecret`] when a secret cannot be one.
    pub fn into_service(self) -> Result<IntegrationService, ServerError> {
        let mut secrets = Vec::new();
        for (index, secret) in self.signing_secrets.iter().enumerate() {
            secrets
                .push(secret.parse::<SigningSecret>().map_err(|_| ServerError::SigningSecret { number: index + 1 })?);
        }
        Ok(IntegrationService::new(Gate {
            runtime: self.runtime,
            host: self.host,
            signing_secrets: secrets,
            body_limit: self.limits.body,
            timeout: self.limits.timeout,
            concurrency: self.limits.concurrency,
            free: Arc::new(Semaphore::new(self.limits.concurrency as usize)),
        }))
    }

    fn bound(self, listener: TcpListener, address: SocketAddr) -> Result<BoundServer, ServerError> {
        let address = listener.local_addr().map_err(|source| ServerError::Bind { address, source })?;
        let (limits, host) = (self.limits, self.host.clone());
        Ok(BoundServer { listener, address, service: self.into_service()?, host, limits })
    }
}

impl fmt::Debug for Server {
    /// Without the signing secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("address", &self.address)
            .field("port", &self.port)
            .field("signing_secrets", &self.signing_secrets.len())
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

/// A server that listens.
#[derive(Debug)]
#[must_use = "connections wait until the server serves"]
pub struct BoundServer {
    listener: TcpListener,
    address: SocketAddr,
    service: IntegrationService,
    host: Arc<NativeHost>,
    limits: Limits,
}

impl BoundServer {
    /// Where it listens.
    #[must_use]
    pub fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// Serves until the process gets SIGTERM or SIGINT (Ctrl-C), then stops as [`serve_until`](Self::serve_until) does. A second
    /// signal ends the wait.
    ///
    /// # Errors
    ///
    /// [`ServerError::Signals`] when signals cannot be listened to.
    pub async fn serve(self) -> Result<(), ServerError> {
        let signals = Signals::new().map_err(ServerError::Signals)?;
        self.serve_until_signal(signals, pending()).await;
        Ok(())
    }

    /// Serves until a signal arrives or `other` resolves. A signal after that ends the wait.
    async fn serve_until_signal(self, mut signals: Signals, other: impl Future<Output = ()>) {
        let (stop, stopped) = stop_signal();
        let serving = pin!(self.serve_until(stopped));
        let interrupted = pin!(async {
            select(pin!(signals.next()), pin!(other)).await;
            stop.now();
            signals.next().await;
        });
        select(serving, interrupted).await;
    }

    /// Serves until `stop` resolves; then takes no more connections, finishes the operations that run, and waits for background
    /// work, for as long as the [grace](Server::grace) lasts.
    pub async fn serve_until(self, stop: impl Future<Output = ()>) {
        let Self { listener, service, host, limits, .. } = self;
        let (closing, open) = watch::channel(());
        let mut stop = pin!(stop);
        loop {
            match select(pin!(listener.accept()), stop.as_mut()).await {
                Either::Left((Ok((stream, _)), _)) => {
                    tokio::spawn(connection(stream, service.clone(), limits.header, open.clone()));
                }
                Either::Left((Err(error), _)) => accept_failed(&host, &error).await,
                Either::Right(_) => break,
            }
        }
        drop((listener, open));
        let deadline = Instant::now() + limits.grace;
        closing.send_replace(());
        let closed = timeout_at(deadline, closing.closed()).await.is_ok();
        let drained = service.drain(deadline.saturating_duration_since(Instant::now())).await;
        if !(closed && drained) {
            log(&host, LogLevel::Error, format!("stopped after {:?} with work unfinished", limits.grace));
        }
    }
}

/// Serves one connection until it ends, or idles while the server closes.
async fn connection(
    stream: TcpStream,
    service: IntegrationService,
    header_limit: usize,
    mut closing: watch::Receiver<()>,
) {
    let _ = stream.set_nodelay(true);
    let answer = service_fn(move |request| {
        let service = service.clone();
        async move {
            let response = match refuse_host(&request) {
                Some(refusal) => refusal,
                None => service.answer(request).await,
            };
            Ok::<_, std::convert::Infallible>(response.map(Full::new))
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(IDLE_TIMEOUT)
        .max_buf_size(header_limit)
        .serve_connection(TokioIo::new(stream), answer);
    let mut connection = pin!(connection);
    // An error is the other side's: it broke off or spoke no HTTP, and has been told what can be told.
    if let Either::Right(_) = select(connection.as_mut(), pin!(closing.changed())).await {
        connection.as_mut().graceful_shutdown();
        let _ = connection.await;
    }
}

/// A request must say which host it is for, and that must be one (RFC 9112 §3.2). One that is none is answered as the recorded
/// server answers it.
fn refuse_host<B>(request: &Request<B>) -> Option<Response<Bytes>> {
    let (status, body): (_, &[u8]) = match request.headers().get(header::HOST) {
        Some(host) if host.is_empty() || Authority::try_from(host.as_bytes()).is_ok() => return None,
        Some(_) => (StatusCode::INTERNAL_SERVER_ERROR, br#"{"error":"Invalid URL"}"#),
        None if request.version() < Version::HTTP_11 => return None,
        None => (StatusCode::BAD_REQUEST, b""),
    };
    let mut response = Response::new(Bytes::from_static(body));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    Some(response)
}

/// A connection that broke before it was accepted is nobody's business; anything else (too many open files) needs a pause.
async fn accept_failed(host: &NativeHost, error: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    if !matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset) {
        log(host, LogLevel::Error, format!("cannot accept connections for now: {error}"));
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

fn log(host: &NativeHost, level: LogLevel, message: String) {
    host.log(&LogRecord::Line(LogLine::new(level, message, LogScope::default())));
}

/// Prints a line that is no log record: neither format nor level applies to it.
pub(crate) fn print_line(line: &str) {
    use io::Write;
    let _ = writeln!(io::stdout(), "{line}");
}

/// Why a server did not serve.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServerError {
    /// The address could not be listened on.
    #[error("cannot listen on {address}: {source}; choose another port (`--port`, or the variable PORT)")]
    Bind {
        /// The address.
        address: SocketAddr,
        /// What the operating system says.
        source: io::Error,
    },
    /// A signing secret is not one that Botpress gives.
    #[error("signing secret {number} is not one: expected the base64url text that Botpress gave (BP_SIGNING_SECRETS)")]
    SigningSecret {
        /// Which of them, from 1.
        number: usize,
    },
    /// The signals that ask a process to stop could not be listened to.
    #[error("cannot listen to signals: {0}")]
    Signals(#[source] io::Error),
}
