//! One request and its answer: bounded in time and size, redirects not followed, nothing sent twice by itself.

use std::io::{ErrorKind, Read as _};
use std::net::IpAddr;
use std::time::Duration;

use ureq::tls::{RootCerts, TlsConfig};
use ureq::unversioned::transport::DefaultConnector;
use ureq::{Agent, Timeout};

use crate::guard::{NotPublic, PublicOnly};

/// Most bytes read of an answer.
const ANSWER_BYTES: u64 = 4 * 1024 * 1024;

/// Whom the wire may call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Any address
    Anywhere,
    /// Addresses of the internet only
    PublicOnly,
}

/// What went wrong with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Nobody can have received it.
    Unsent,
    /// No connection within the time; nobody can have received it.
    UnsentInTime,
    /// It may have been received; no answer came in time.
    Timeout,
    /// It may have been received; the answer broke off or was none.
    Broken,
    /// The name leads to an address that is not public.
    NotPublic(IpAddr),
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
    /// The seconds after which to ask again, as the answer says.
    pub(crate) retry_after: Option<u64>,
}

/// What is sent.
#[derive(Debug)]
pub(crate) struct Request<'a> {
    pub(crate) address: &'a str,
    pub(crate) headers: &'a [(&'a str, &'a str)],
    /// Without one it is a `GET`.
    pub(crate) body: Option<&'a [u8]>,
}

/// Sends requests.
#[derive(Debug)]
pub(crate) struct Wire(Agent);

impl Wire {
    pub(crate) fn new(reach: Reach, patience: Duration) -> Wire {
        let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build();
        let config = Agent::config_builder()
            .timeout_global(Some(patience))
            .timeout_connect(Some(patience / 2))
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            // A connection kept open may have died, and what was sent on it is then sent again.
            .max_idle_connections(0)
            // A proxy would look the name up for itself.
            .proxy(None)
            .user_agent("gongkai")
            .tls_config(tls)
            .build();
        Wire(match reach {
            Reach::Anywhere => Agent::new_with_config(config),
            Reach::PublicOnly => Agent::with_parts(config, DefaultConnector::default(), PublicOnly::new()),
        })
    }

    /// Sends a request once.
    pub(crate) fn send(&self, request: &Request<'_>) -> Result<Answer, Fault> {
        let headers = request.headers;
        let answer = if let Some(body) = request.body {
            let builder = self.0.post(request.address);
            headers.iter().fold(builder, |builder, (name, value)| builder.header(*name, *value)).send(body)
        } else {
            let builder = self.0.get(request.address);
            headers.iter().fold(builder, |builder, (name, value)| builder.header(*name, *value)).call()
        };
        let answer = answer.map_err(|error| fault(&error))?;
        let status = answer.status().as_u16();
        let retry_after =
            answer.headers().get("retry-after").and_then(|value| value.to_str().ok()?.trim().parse().ok());
        let mut body = Vec::new();
        let mut reader = answer.into_body().into_with_config().limit(ANSWER_BYTES).reader();
        reader.read_to_end(&mut body).map_err(|error| match error.kind() {
            ErrorKind::TimedOut => Fault::Timeout,
            _ => Fault::Broken,
        })?;
        Ok(Answer { status, body, retry_after })
    }
}

/// Only the kind of an error is kept: its words may quote the address, and that the token.
fn fault(error: &ureq::Error) -> Fault {
    match error {
        ureq::Error::Timeout(Timeout::Resolve | Timeout::Connect) => Fault::UnsentInTime,
        ureq::Error::Timeout(_) => Fault::Timeout,
        ureq::Error::BadUri(_)
        | ureq::Error::Http(_)
        | ureq::Error::HostNotFound
        | ureq::Error::ConnectionFailed
        | ureq::Error::Tls(_)
        | ureq::Error::TlsRequired => Fault::Unsent,
        ureq::Error::Io(error)
            if matches!(
                error.kind(),
                ErrorKind::ConnectionRefused | ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable
            ) =>
        {
            Fault::Unsent
        }
        ureq::Error::Other(error) => match error.downcast_ref::<NotPublic>() {
            Some(NotPublic(address)) => Fault::NotPublic(*address),
            None => Fault::Broken,
        },
        _ => Fault::Broken,
    }
}
