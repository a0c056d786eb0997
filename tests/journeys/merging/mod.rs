//! Two records that are one child become one; a mistake is undone; and no child is hidden by either.

mod apart;
mod every_table;
mod exact;
mod importing;
mod leading_on;
mod together;

use crate::office::{Form, Known, Office, Page, Person};

/// The form that merges `other` into `kept`, with a reason.
pub async fn merging(officer: &Person, kept: &Known, other: &Known) -> Form {
    let page = officer.get(&format!("{}/merge/{}", kept.path(), other.id)).await;
    assert_eq!(page.status(), 200, "{page}");
    page.form("Merge the two records").with("reason", "The mother says there is one child")
}

/// Merges `other` into `kept`, as it was chosen already; the merged record.
pub async fn merge(officer: &Person, kept: &Known, other: &Known) -> Page {
    officer.does(merging(officer, kept, other).await).await
}

/// The page that splits what was merged last into this record.
pub async fn splitting(officer: &Person, kept: &Known) -> Page {
    let record = officer.get(&kept.path()).await;
    let links = record.attributes(&format!("a[href^='{}/split/']", kept.path()), "href");
    officer.get(links.first().unwrap_or_else(|| panic!("nothing was merged into {record}"))).await
}

/// Splits what was merged last into this record, with nothing asked.
pub async fn split(officer: &Person, kept: &Known) -> Page {
    let page = splitting(officer, kept).await;
    officer.does(page.form("Split the two records").with("reason", "They are twins after all")).await
}

/// Everything `seen check` finds.
pub async fn faults(office: &Office) -> Vec<String> {
    seen::check::command::differences(&office.register()).await.unwrap()
}

/// Searches by the one box.
pub async fn search(officer: &Person, words: &str) -> Page {
    let page = officer.get("/children").await;
    officer.does(page.form("Search").with("words", words)).await
}

/// Whether a page of results shows the child.
pub fn shows(page: &Page, child: &Known) -> bool {
    page.attributes("main a", "href").contains(&child.path())
}
