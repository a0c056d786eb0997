//! Medians, and how many a second.

use std::time::{Duration, Instant};

/// The median time of `runs` calls, after a tenth as many to warm up.
pub fn median_of(runs: usize, mut what: impl FnMut()) -> Duration {
    for _ in 0..runs / 10 {
        what();
    }
    let mut times: Vec<Duration> = (0..runs)
        .map(|_| {
            let started = Instant::now();
            what();
            started.elapsed()
        })
        .collect();
    times.sort();
    times[runs / 2]
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
