//! Medians, and how many a second.

use std::time::{Duration, Instant};

/// What takes longer than this altogether is asked less often.
const ENOUGH: Duration = Duration::from_secs(10);

/// The median time of `runs` calls, after a tenth as many to warm up; of as many as ten seconds allow.
pub fn median_of(runs: usize, mut what: impl FnMut()) -> Duration {
    let _warm = timed(runs / 10, &mut what);
    median(timed(runs, &mut what))
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn timed(runs: usize, what: &mut impl FnMut()) -> Vec<Duration> {
    let begun = Instant::now();
    let mut times = Vec::with_capacity(runs);
    while times.len() < runs && (times.is_empty() || begun.elapsed() < ENOUGH) {
        let started = Instant::now();
        what();
        times.push(started.elapsed());
    }
    times
}

/// As [`median_of`], of several things by turns, twenty times each in every round: what slows the machine down for a
/// while slows all of them down, so that they can be compared.
pub fn by_turns(rounds: usize, mut whats: Vec<Box<dyn FnMut() + '_>>) -> Vec<Duration> {
    let mut times = vec![Vec::new(); whats.len()];
    for _ in 0..rounds {
        for (what, times) in whats.iter_mut().zip(&mut times) {
            let _warm = timed(4, what);
            times.extend(timed(20, what));
        }
    }
    times.into_iter().map(median).collect()
}

/// How many a second `clients` do together in `seconds`: each is made by `client`.
pub fn rate<F: FnMut() + Send>(clients: usize, seconds: u64, client: impl Fn() -> F) -> f64 {
    let until = Instant::now() + Duration::from_secs(seconds);
    let done: usize = std::thread::scope(|scope| {
        let working: Vec<_> = (0..clients)
            .map(|_| {
                let mut ask = client();
                scope.spawn(move || {
                    let mut done = 0;
                    while Instant::now() < until {
                        ask();
                        done += 1;
                    }
                    done
                })
            })
            .collect();
        working.into_iter().map(|one| one.join().expect("a client")).sum()
    });
    f64::from(u32::try_from(done).unwrap_or(u32::MAX)) / f64::from(u32::try_from(seconds).unwrap_or(1))
}

/// Milliseconds, to two decimals.
pub fn ms(time: Duration) -> String {
    format!("{:.2}", time.as_secs_f64() * 1000.0)
}
