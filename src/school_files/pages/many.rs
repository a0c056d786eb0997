//! Files are chosen, read, and every pupil in them is accounted for.

use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::{Either, HttpResponse};
use askama::Template;
use chrono::NaiveDate;

use crate::access::SchoolUser;
use crate::audit::Event;
use crate::error::{Error, Result};
use crate::notifications::answers::Answers;
use crate::notifications::fields::every;
use crate::notifications::model::Ground;
use crate::school_accounts::queries::MySchool;
use crate::school_files::given::{Given, ReadFile};
use crate::school_files::outcome::{Chosen, Outcome};
use crate::web::form::Choice;
use crate::web::upload::{Content, LARGEST_FILE, SentFile};
use crate::web::{Faults, Page, Reply, Upload, filters};

/// Files of one form: a system writes one for each pupil.
const MOST_FILES: usize = 50;
/// Pupils of one form.
const MOST_PUPILS: usize = 500;

/// To choose files.
#[derive(Template)]
#[template(path = "school_files/many.html")]
pub struct ManyPage {
    schools: Vec<Choice>,
    grounds: Vec<Choice>,
    form: Sent,
    faults: Faults,
}

/// As chosen and typed.
#[derive(Default)]
struct Sent {
    school: String,
    ground: String,
    notifier: Answers,
}

impl Sent {
    fn of(upload: &Upload) -> Self {
        let notifier = NOTIFIER.iter().map(|name| (*name, upload.value(name).trim())).filter(|(_, text)| !text.is_empty());
        Self {
            school: upload.value("school").to_owned(),
            ground: upload.value("ground").to_owned(),
            notifier: notifier.collect(),
        }
    }
}

/// Asked once for all pupils whose file does not say.
const NOTIFIER: [&str; 3] = ["notifier_name", "notifier_role", "notifier_telephone"];

/// A file, and what became of each pupil in it.
struct Told {
    name: String,
    refused: String,
    begun: usize,
    pupils: Vec<Line>,
    not_asked: String,
}

/// A pupil, and what became of it.
struct Line {
    number: usize,
    name: String,
    outcome: Outcome,
    left_out: Vec<String>,
}

impl Line {
    fn shown(&self) -> &str {
        if self.name.is_empty() { "No name" } else { &self.name }
    }
}

/// What became of everybody.
#[derive(Template)]
#[template(path = "school_files/read.html")]
pub struct ReadPage {
    files: Vec<Told>,
    begun: usize,
}

/// The schools to choose from; none where there is only one, which is answered beside.
async fn choices(user: &SchoolUser) -> Result<(Vec<Choice>, Option<String>)> {
    let schools = user.read(|desk| desk.my_schools_that_notify()).await?;
    let choice = |school: &MySchool| Choice { code: school.id.to_string(), label: school.name.clone() };
    Ok(match schools.as_slice() {
        [only] => (Vec::new(), Some(only.id.to_string())),
        several => (several.iter().map(choice).collect(), None),
    })
}

fn page(schools: Vec<Choice>, form: Sent, faults: Faults) -> ManyPage {
    let ground =
        |ground: &Ground| Choice { code: ground.code().into(), label: format!("({}) {}", ground.code(), ground.label()) };
    ManyPage { schools, grounds: Ground::ALL.iter().map(ground).collect(), form, faults }
}

/// `GET /school/many`
pub async fn choose(user: SchoolUser) -> Result<Page<ManyPage>> {
    let (schools, _) = choices(&user).await?;
    Ok(Page(page(schools, Sent::default(), Faults::none())))
}

/// A file by its name: read, or why not.
type Read = (String, Result<ReadFile, String>);

/// Reads every file, away from the threads that answer.
async fn read_all(files: Vec<SentFile>, today: NaiveDate) -> Result<Vec<Read>> {
    let read_one = move |file: SentFile| {
        let read = match file.content {
            Content::TooLarge => {
                Err(format!("It is larger than {} MB, or there are too many at once.", LARGEST_FILE / 1024 / 1024))
            }
            Content::Whole(bytes) => match ReadFile::read(&bytes, today) {
                Ok(read) => Ok(read),
                Err(Error::Refused(sentence) | Error::TooLarge(sentence)) => Err(sentence),
                Err(error) => return Err(error),
            },
        };
        Ok((file.name, read))
    };
    let task = tokio::task::spawn_blocking(move || files.into_iter().map(read_one).collect());
    task.await.map_err(Error::internal)?
}

fn check(files: &[Read], faults: &mut Faults) {
    let pupils: usize = files.iter().flat_map(|(_, read)| read).map(|read| read.pupils.len()).sum();
    match files {
        [] => faults.add("file", "Choose a file"),
        [(_, Err(sentence))] => faults.add("file", sentence.as_str()),
        many if many.len() > MOST_FILES => faults.add("file", format!("Choose {MOST_FILES} files at most")),
        _ if pupils > MOST_PUPILS => {
            faults.add("file", format!("The files hold {pupils} pupils: send {MOST_PUPILS} at a time at most"));
        }
        _ => {}
    }
}

/// `POST /school/many`: sent again, the same files begin nothing twice.
pub async fn read(user: SchoolUser, upload: Upload) -> Result<Either<Page<ReadPage>, Reply<ManyPage>>> {
    let (form, mut faults, today) = (Sent::of(&upload), Faults::none(), user.today());
    let (schools, only) = choices(&user).await?;
    let mut files = upload.files;
    files.retain(|file| file.field == "file");
    // One more than may be is enough to say so.
    files.truncate(MOST_FILES + 1);
    let files = read_all(files, today).await?;
    check(&files, &mut faults);
    let ground = if form.ground.is_empty() { Ok(None) } else { form.ground.parse().map(Some) };
    let ground = faults.take("ground", ground.map_err(|_| "Choose a ground from the list".to_owned()));
    let school = only.or_else(|| schools.iter().find(|school| school.code == form.school).map(|school| school.code.clone()));
    let Some(ground) = ground.filter(|_| faults.is_empty()) else {
        return Ok(Either::Right(Reply::Invalid(page(schools, form, faults))));
    };
    let chosen = Chosen { school: school.and_then(|code| code.parse().ok()), ground, notifier: form.notifier };
    let files = user
        .change(Event::SchoolFileRead {}, move |desk| {
            let pupils: Vec<&Given> = files.iter().flat_map(|(_, read)| read).flat_map(|read| &read.pupils).collect();
            let outcomes = desk.begin_from_files(&pupils, &chosen)?;
            Ok(told(files, outcomes))
        })
        .await?;
    let begun = files.iter().map(|file| file.begun).sum();
    Ok(Either::Left(Page(ReadPage { files, begun })))
}

/// What is said of each file, from what became of all pupils in their order.
fn told(files: Vec<Read>, outcomes: Vec<Outcome>) -> Vec<Told> {
    let mut outcomes = outcomes.into_iter();
    let tell = |(name, read): Read| match read {
        Err(refused) => Told { name, refused, begun: 0, pupils: Vec::new(), not_asked: String::new() },
        Ok(read) => {
            let line = |((index, given), outcome): ((usize, Given), Outcome)| Line {
                number: index + 1,
                name: given.answers.pupil().unwrap_or_default(),
                outcome,
                left_out: given.left_out,
            };
            let pupils: Vec<Line> = read.pupils.into_iter().enumerate().zip(outcomes.by_ref()).map(line).collect();
            let begun = pupils.iter().filter(|line| matches!(line.outcome, Outcome::Begun(_))).count();
            Told { name, refused: String::new(), begun, pupils, not_asked: read.not_asked.join(", ") }
        }
    };
    files.into_iter().map(tell).collect()
}

/// Of what repeats, the table has so many; a column more is read as well.
const COLUMNS_OF_EACH: usize = 3;

/// `GET /school/many/table.csv`: the names of all columns.
pub async fn table(_: SchoolUser) -> Result<HttpResponse> {
    let number = |name: &str| name.split('-').nth(1).and_then(|number| number.parse::<usize>().ok());
    let answers = every().map(|(name, ..)| name).filter(|name| number(name).is_none_or(|number| number <= COLUMNS_OF_EACH));
    let header: Vec<String> = ["school".to_owned(), "ground".to_owned()].into_iter().chain(answers).collect();
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/csv; charset=utf-8"))
        .insert_header((CONTENT_DISPOSITION, "attachment; filename=\"notifications.csv\""))
        .body(format!("{}\r\n", header.join(","))))
}
