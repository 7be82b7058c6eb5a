//! HTTP/1.1 to the byte: requests that no library would send.

use std::{
    io::{self, BufRead, BufReader, Write},
    net::TcpStream,
    time::Duration,
};

use super::Problem;

/// A request as it goes over the wire.
#[derive(Debug, Clone, Default)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Option<Vec<u8>>,
    /// The sizes of the chunks that the body is sent in; what is left is one more.
    pub(crate) chunks: Option<Vec<usize>>,
}

/// A response.
#[derive(Debug, Default)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// The statuses that came before it: 100 for a caller that asked whether to go on.
    pub(crate) interim: Vec<u16>,
}

/// How long an answer may take before the test gives up.
const PATIENCE: Duration = Duration::from_secs(30);

impl Request {
    pub(crate) fn send(&self, port: u16) -> Result<Response, Problem> {
        self.exchange(port).map_err(|error| format!("no answer: {error}"))
    }

    fn exchange(&self, port: u16) -> io::Result<Response> {
        let mut stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let headers: String = self.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        stream.write_all(format!("{} {} HTTP/1.1\r\n{headers}\r\n", self.method, self.target).as_bytes())?;
        let mut reader = BufReader::new(stream.try_clone()?);
        let mut response = Response::default();
        if self.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("expect")) {
            response.read_head(&mut reader)?;
            response.interim.push(response.status);
        }
        self.write_body(&mut stream)?;
        response.read_head(&mut reader)?;
        if self.method != "HEAD" && response.status != 204 {
            response.read_body(&mut reader)?;
        }
        Ok(response)
    }

    fn write_body(&self, stream: &mut TcpStream) -> io::Result<()> {
        let Some(body) = &self.body else { return Ok(()) };
        let Some(sizes) = &self.chunks else { return stream.write_all(body) };
        let mut rest = &body[..];
        for size in sizes.iter().copied().chain([usize::MAX]) {
            let (chunk, after) = rest.split_at(size.min(rest.len()));
            rest = after;
            if !chunk.is_empty() {
                write!(stream, "{:x}\r\n", chunk.len())?;
                stream.write_all(chunk)?;
                stream.write_all(b"\r\n")?;
            }
        }
        stream.write_all(b"0\r\n\r\n")
    }
}

impl Response {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    fn read_head(&mut self, reader: &mut impl BufRead) -> io::Result<()> {
        let status = line(reader)?;
        self.status = status.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or_else(|| broken(&status))?;
        self.headers.clear();
        loop {
            let header = line(reader)?;
            if header.is_empty() {
                return Ok(());
            }
            let (name, value) = header.split_once(':').ok_or_else(|| broken(&header))?;
            self.headers.push((name.to_owned(), value.trim().to_owned()));
        }
    }

    fn read_body(&mut self, reader: &mut impl BufRead) -> io::Result<()> {
        let length = self.header("content-length").and_then(|length| length.parse().ok());
        self.body = vec![0; length.ok_or_else(|| broken("no content-length"))?];
        reader.read_exact(&mut self.body)
    }
}

fn line(reader: &mut impl BufRead) -> io::Result<String> {
    let mut line = String::new();
    reader.read_line(&mut line)?;
    line.strip_suffix("\r\n").map(str::to_owned).ok_or_else(|| broken(&line))
}

fn broken(what: &str) -> io::Error {
    io::Error::other(format!("not HTTP: {what:?}"))
}
