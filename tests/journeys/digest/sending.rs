//! A letter that is queued arrives, whatever the mail server does; and where it does not, people are
//! told.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::TimeDelta;
use diesel::prelude::*;
use seen::access::House;
use seen::config::Config;
use seen::db::schema::{audit, outbox};
use seen::mail::Post;
use seen::mail::sender::{Tally, send_due};

use super::post_office::{MailServer, Manner, post};
use super::{letters, monday_comes, states};
use crate::office::Office;

async fn send(office: &Office, post: &Arc<Post>) -> Tally {
    send_due(office.house(), post, "one").await.expect("the outbox is read")
}

/// An office with one officer, whose letter is queued.
async fn with_a_letter() -> Office {
    let office = Office::open().await;
    office.officer("Amina").await;
    monday_comes(&office).await;
    assert_eq!(states(&office), ["queued"]);
    office
}

fn tally(sent: usize, put_off: usize, failed: usize) -> Tally {
    Tally { sent, put_off, failed }
}

#[actix_web::test]
async fn a_refusal_for_now_is_tried_again_after_growing_pauses() {
    let (office, server) = (with_a_letter().await, MailServer::open());
    let post = server.post();
    server.will(&[
        Manner::AtRecipient("450 busy, amina@990.example"),
        Manner::AtLetter("451 greylisted"),
        Manner::AtLetter("421 closing"),
    ]);
    assert_eq!(send(&office, &post).await, tally(0, 1, 0));
    let letter = letters(&office).remove(0);
    assert_eq!((letter.state.as_str(), letter.attempts), ("retrying", 1));
    assert_eq!(letter.problem, "The mail server refused the letter for now (450).", "the code, and none of the server's words");
    assert_eq!(send(&office, &post).await, tally(0, 0, 0), "not before its time");
    for (minutes, expected) in [(1, tally(0, 1, 0)), (1, tally(0, 0, 0)), (4, tally(0, 1, 0)), (15, tally(1, 0, 0))] {
        office.clock().advance(TimeDelta::minutes(minutes) + TimeDelta::seconds(1));
        assert_eq!(send(&office, &post).await, expected, "after {minutes} minutes more");
    }
    assert_eq!((states(&office), server.inbox().len()), (vec!["sent".to_owned()], 1));
    office.clock().advance(TimeDelta::days(2));
    assert_eq!(send(&office, &post).await, tally(0, 0, 0), "what is sent is sent");
    let told: Vec<String> = audit::table
        .filter(audit::event.eq_any(["letter_put_off", "letter_sent", "letter_given_up"]))
        .order(audit::id)
        .select(audit::event)
        .load(&mut office.database())
        .expect("the audit trail is read");
    assert_eq!(told, ["letter_put_off", "letter_put_off", "letter_put_off", "letter_sent"]);
}

#[actix_web::test]
async fn a_refusal_for_good_is_on_every_managers_page_until_it_is_sent_again() {
    let (office, server) = (with_a_letter().await, MailServer::open());
    let post = server.post();
    server.will(&[Manner::AtRecipient("550 no such user amina@990.example")]);
    assert_eq!(send(&office, &post).await, tally(0, 0, 1));
    let (mona, ada, ben) = (office.manager("Mona").await, office.administrator("Ada").await, office.officer("Ben").await);
    let notice = "1 of this week’s letters about overdue children could not be sent";
    for path in ["/", "/not-seen", "/children", "/no-such-page"] {
        let page = mona.get(path).await;
        assert!(page.says(notice), "{page}");
        assert!(!ben.get(path).await.says(notice));
    }
    let page = ada.get("/mail?state=failed").await;
    assert!(page.says(notice) && page.says("refused the letter for good (550)"), "{page}");
    assert!(!page.source().contains("amina") && !page.source().contains("Amina"), "{page}");
    let sent_again = ada.does(page.form(&format!("/mail/{}/resend", letters(&office)[0].id))).await;
    assert_eq!(sent_again.done(), "The letter is queued again.");
    assert_eq!(send(&office, &post).await, tally(1, 0, 0));
    assert!(!mona.get("/").await.says("could not be sent"));
    let page = ada.get("/mail").await;
    let before = server.inbox()[0].message_id();
    ada.does(page.form(&format!("/mail/{}/resend", letters(&office)[0].id))).await;
    assert_eq!(send(&office, &post).await, tally(1, 0, 0));
    assert_eq!(server.inbox()[1].message_id(), before, "a repeat can be recognised");
}

#[actix_web::test]
async fn all_that_failed_can_be_sent_again_at_once() {
    let (office, server) = (Office::open().await, MailServer::open());
    for number in 0..10 {
        office.officer(&format!("Officer {number}")).await;
    }
    monday_comes(&office).await;
    server.will(&[Manner::AtLetter("554 no"); 10]);
    assert_eq!(send(&office, &server.post()).await, tally(0, 0, 10));
    let ada = office.administrator("Ada").await;
    ada.does(ada.get("/mail?state=failed").await.form("Send all failed letters again")).await;
    assert_eq!(send(&office, &server.post()).await, tally(10, 0, 0));
}

#[actix_web::test]
async fn after_an_unclear_end_the_same_letter_comes_again() {
    for manner in [Manner::Hangs, Manner::HangsUp, Manner::TakesAndHangsUp] {
        let (office, server) = (with_a_letter().await, MailServer::open());
        let post = server.post();
        server.will(&[manner]);
        assert_eq!(send(&office, &post).await, tally(0, 1, 0), "{manner:?}");
        let letter = letters(&office).remove(0);
        assert!(letter.problem.contains("nobody knows whether it took the letter"), "{manner:?}: {letter:?}");
        office.clock().advance(TimeDelta::minutes(2));
        assert_eq!(send(&office, &post).await, tally(1, 0, 0), "{manner:?}");
        let inbox = server.inbox();
        let ids: BTreeSet<String> = inbox.iter().map(super::post_office::Received::message_id).collect();
        assert_eq!(ids.into_iter().collect::<Vec<_>>(), [post.message_id(letter.id.parse().unwrap())]);
        assert_eq!(inbox.len(), if matches!(manner, Manner::TakesAndHangsUp) { 2 } else { 1 }, "{manner:?}");
    }
}

#[actix_web::test]
async fn a_server_that_is_not_there_is_tried_for_a_day_and_then_people_are_told() {
    let office = with_a_letter().await;
    // Nobody listens on a port that was just given back.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let nobody = post(&format!("smtp://127.0.0.1:{port}"));
    let (mut tries, mut hours) = (0, 0);
    while states(&office) != ["failed"] {
        tries += send(&office, &nobody).await.put_off;
        office.clock().advance(TimeDelta::hours(1));
        hours += 1;
        assert!(hours < 48, "{:?}", letters(&office));
        if hours == 5 {
            assert!(office.manager("Mona").await.get("/").await.says("has not been sent yet"), "late letters are spoken of");
        }
    }
    assert_eq!(tries, 10);
    let letter = letters(&office).remove(0);
    assert!(letter.problem.ends_with("Given up after 11 tries.") && letter.next_try_at.is_none(), "{letter:?}");
    assert!(office.manager("Lena").await.get("/").await.says("could not be sent"));
}

#[actix_web::test]
async fn no_letter_leaves_in_the_clear_where_tls_is_asked_for() {
    let (office, server) = (with_a_letter().await, MailServer::open());
    for url in [format!("{}?tls=required", server.url()), server.url().replace("smtp://", "smtps://")] {
        assert_eq!(send(&office, &post(&url)).await, tally(0, 1, 0), "{url}");
        office.clock().advance(TimeDelta::hours(1));
    }
    assert!(server.inbox().is_empty());
}

#[actix_web::test]
async fn two_nodes_send_each_letter_once() {
    let (office, server) = (Office::open().await, MailServer::open());
    for number in 0..40 {
        office.officer(&format!("Officer {number}")).await;
    }
    monday_comes(&office).await;
    let other = House::open(office.house().location(), office.clock().clone(), Config::default()).expect("the same database");
    let (one, two) = (server.post(), server.post());
    let (here, there) = tokio::join!(send_due(office.house(), &one, "one"), send_due(&other, &two, "two"));
    let (here, there) = (here.expect("node one"), there.expect("node two"));
    assert_eq!(here.sent + there.sent, 40, "{here:?} {there:?}");
    let (inbox, ids): (Vec<_>, BTreeSet<_>) = (server.inbox(), server.inbox().iter().map(|letter| letter.message_id()).collect());
    assert_eq!((inbox.len(), ids.len()), (40, 40));
}

#[actix_web::test]
async fn a_letter_somebody_died_over_is_sent_when_the_lease_ends() {
    let (office, server) = (with_a_letter().await, MailServer::open());
    let taken = |until: TimeDelta| {
        diesel::update(outbox::table)
            .set((outbox::state.eq("sending"), outbox::holder.eq("dead"), outbox::next_try_at.eq(office.clock().now() + until)))
            .execute(&mut office.database())
            .expect("the letter is taken");
    };
    taken(TimeDelta::minutes(4));
    assert_eq!(send(&office, &server.post()).await, tally(0, 0, 0), "another has it");
    office.clock().advance(TimeDelta::minutes(5));
    assert_eq!(send(&office, &server.post()).await, tally(1, 0, 0));
    taken(TimeDelta::days(400));
    assert_eq!(send(&office, &server.post()).await, tally(1, 0, 0), "a lease of a clock that was ahead holds nobody up");
}
