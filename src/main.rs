//! `seen`: the command line is all there is here.

use std::process::ExitCode;

use clap::Parser;

/// Quicker than the system's, and gives back what a sign-in took (docs/performance.md).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[actix_web::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(tracing_subscriber::EnvFilter::try_from_env("SEEN_LOG").unwrap_or_else(|_| "warn".into()))
        .init();
    seen::cli::run(seen::cli::Cli::parse()).await
}
