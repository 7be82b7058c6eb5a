//! The frame of a page, and what stands above its form.

use std::fmt::Write;

use base64::{Engine, engine::general_purpose::STANDARD};
use botpress_api::operation::header;
use sha2::{Digest, Sha256};

use crate::WebhookResponse;

const STYLE: &str = include_str!("style.css");

/// Heading, paragraphs and links.
#[derive(Debug, Clone, Default)]
pub(super) struct Head {
    pub(super) heading: String,
    texts: Vec<String>,
    links: Vec<(String, String)>,
}

impl Head {
    pub(super) fn new(heading: String) -> Self {
        Self { heading, ..Self::default() }
    }

    pub(super) fn text(&mut self, text: String) {
        self.texts.push(text);
    }

    /// A link to anything but a web page is only text.
    pub(super) fn link(&mut self, label: String, url: String) {
        if url.starts_with("https://") || url.starts_with("http://") {
            self.links.push((label, url));
        } else {
            self.texts.push(label);
        }
    }

    /// The page with this head, and `body` below it: HTML.
    pub(super) fn page(&self, body: &str) -> WebhookResponse {
        let heading = Escaped(&self.heading);
        let mut html = format!(
            "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
             <title>{heading}</title><style>{STYLE}</style></head>\n<body><main><h1>{heading}</h1>\n"
        );
        for text in &self.texts {
            let _ = writeln!(html, "<p>{}</p>", Escaped(text));
        }
        for (label, url) in &self.links {
            let (label, url) = (Escaped(label), Escaped(url));
            let _ = writeln!(html, "<p><a href=\"{url}\" target=\"_blank\" rel=\"noopener\">{label}</a></p>");
        }
        html.push_str(body);
        html.push_str("</main></body></html>\n");
        let policy = format!(
            "default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action http: https:; frame-ancestors 'none'",
            STANDARD.encode(Sha256::digest(STYLE))
        );
        WebhookResponse::html(html)
            .with_header(header::DISABLE_INTERSTITIAL, "true")
            .with_header("content-security-policy", policy)
            .with_header("x-content-type-options", "nosniff")
            // The address has the webhook's id.
            .with_header("referrer-policy", "no-referrer")
            .with_header("cache-control", "no-store")
    }
}

/// Text as it may stand in HTML, between tags and in attributes.
pub(super) struct Escaped<'a>(pub(super) &'a str);

impl std::fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for character in self.0.chars() {
            match character {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                other => f.write_char(other)?,
            }
        }
        Ok(())
    }
}
