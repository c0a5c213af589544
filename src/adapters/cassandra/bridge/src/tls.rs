use crate::outcome::Outcome;
use openssl::error::ErrorStack;
use openssl::ssl::{SslConnector, SslConnectorBuilder, SslFiletype, SslMethod, SslVerifyMode};
use scylla::client::session::OpenSsl010Config;
use std::fmt::Display;

/// Files in PEM. A certificate and its key come together.
pub struct Files {
    pub authorities: Option<String>,
    pub certificate: Option<String>,
    pub key: Option<String>,
}

/// Nodes must show a certificate that one of the authorities has signed. The driver asks for each node's address in it.
pub fn context(files: &Files) -> Result<OpenSsl010Config, Outcome> {
    let mut builder = SslConnector::builder(SslMethod::tls_client()).map_err(refused("TLS"))?;
    builder.set_verify(SslVerifyMode::PEER);
    if let Some(path) = &files.authorities {
        only_these_authorities(&mut builder, path).map_err(refused(path))?;
    }
    if let (Some(certificate), Some(key)) = (&files.certificate, &files.key) {
        builder.set_certificate_chain_file(certificate).map_err(refused(certificate))?;
        builder.set_private_key_file(key, SslFiletype::PEM).map_err(refused(key))?;
        builder.check_private_key().map_err(refused(key))?;
    }
    Ok(OpenSsl010Config::new(builder))
}

/// Instead of the system's, which a connector has from the beginning.
fn only_these_authorities(builder: &mut SslConnectorBuilder, path: &str) -> Result<(), ErrorStack> {
    builder.set_cert_store(openssl::x509::store::X509StoreBuilder::new()?.build());
    builder.set_ca_file(path)
}

fn refused(what: impl Display) -> impl FnOnce(ErrorStack) -> Outcome {
    move |error| Outcome::invalid(format!("{what} cannot be used: {error}"))
}
