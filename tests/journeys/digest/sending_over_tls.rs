//! Letters leave over TLS, to a mail server that proves who it is; to any other they do not leave.

use std::path::PathBuf;
use std::sync::Arc;

use chrono::TimeDelta;
use rcgen::{BasicConstraints, CertificateParams, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use rustls::ServerConfig;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::PrivatePkcs8KeyDer;
use seen::error::Error;
use seen::mail::Post;
use seen::mail::sender::{Tally, send_due};
use tempfile::TempDir;

use super::post_office::{MailServer, Tls, config};
use super::{letters, monday_comes, states};
use crate::office::Office;

/// The council's own certification authority, made for one story.
struct Authority {
    issuer: Issuer<'static, KeyPair>,
    file: PathBuf,
    _folder: TempDir,
}

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).expect("no names");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::DigitalSignature];
        let key = KeyPair::generate().expect("a key");
        let folder = TempDir::new().expect("a folder of the test's own");
        let file = folder.path().join("ca.pem");
        std::fs::write(&file, params.self_signed(&key).expect("a certificate").pem()).expect("the certificate is written");
        Self { issuer: Issuer::new(params, key), file, _folder: folder }
    }

    /// A mail server with a certificate of ours for a name.
    fn server(&self, name: &str, at_once: bool) -> MailServer {
        let mut params = CertificateParams::new(vec![name.to_owned()]).expect("a name");
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let key = KeyPair::generate().expect("a key");
        let certificate = params.signed_by(&key, &self.issuer).expect("a certificate").der().clone();
        let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions of TLS")
            .with_no_client_auth()
            .with_single_cert(vec![certificate], PrivatePkcs8KeyDer::from(key.serialize_der()).into())
            .expect("a key that fits");
        MailServer::speaking(Some(Tls { config: Arc::new(config), at_once }))
    }
}

async fn with_a_letter() -> Office {
    let office = Office::open().await;
    office.officer("Amina").await;
    monday_comes(&office).await;
    office
}

async fn send(office: &Office, server: &MailServer, certificates: Option<PathBuf>) -> Tally {
    let post = Arc::new(Post::open(&config(&server.url(), certificates)).expect("the post opens"));
    send_due(office.house(), &post, "one").await.expect("the outbox is read")
}

#[actix_web::test]
async fn letters_leave_over_tls_to_a_server_that_proves_who_it_is() {
    let authority = Authority::new();
    for at_once in [true, false] {
        let (office, server) = (with_a_letter().await, authority.server("127.0.0.1", at_once));
        let sent = send(&office, &server, Some(authority.file.clone())).await;
        assert_eq!(sent, Tally { sent: 1, put_off: 0, failed: 0 }, "at once: {at_once}: {:?}", letters(&office));
        assert_eq!((states(&office), server.inbox().len()), (vec!["sent".to_owned()], 1));
        assert!(server.inbox()[0].raw.contains("Subject: "));
    }
}

#[actix_web::test]
async fn a_server_that_cannot_prove_who_it_is_gets_no_letter_and_it_is_tried_again() {
    let (known, unknown) = (Authority::new(), Authority::new());
    for at_once in [true, false] {
        let office = with_a_letter().await;
        let servers = [
            ("nobody said to trust it", unknown.server("127.0.0.1", at_once), None),
            ("another is trusted", unknown.server("127.0.0.1", at_once), Some(known.file.clone())),
            ("it is somebody else", known.server("mail.elsewhere.example", at_once), Some(known.file.clone())),
        ];
        for (why, server, certificates) in servers {
            assert_eq!(send(&office, &server, certificates).await, Tally { sent: 0, put_off: 1, failed: 0 }, "{why}");
            let letter = letters(&office).remove(0);
            assert_eq!(letter.state, "retrying", "{why}");
            assert!(letter.problem.contains("not trusted here"), "{why}, at once {at_once}: {}", letter.problem);
            assert!(server.inbox().is_empty(), "{why}");
            office.clock().advance(TimeDelta::hours(1));
        }
        let server = known.server("127.0.0.1", at_once);
        assert_eq!(send(&office, &server, Some(known.file.clone())).await, Tally { sent: 1, put_off: 0, failed: 0 });
        assert_eq!(server.inbox().len(), 1);
    }
}

#[test]
fn certificates_that_cannot_be_read_are_refused_at_the_start() {
    let folder = TempDir::new().expect("a folder of the test's own");
    let file = |name: &str, content: &str| {
        let file = folder.path().join(name);
        std::fs::write(&file, content).expect("the file is written");
        file
    };
    let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    for certificates in [folder.path().join("missing.pem"), file("empty.pem", ""), file("broken.pem", broken)] {
        let refused = Post::open(&config("smtps://mail.example", Some(certificates.clone())));
        let Err(Error::Refused(sentence)) = refused else { panic!("{} was taken", certificates.display()) };
        assert!(sentence.contains("SEEN_SMTP_CA"), "{sentence}");
    }
}
