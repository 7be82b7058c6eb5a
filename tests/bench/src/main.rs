//! What the SDK costs, against a bare axum handler that parses the same JSON and writes the same answers.
//!
//! `cargo build --release -p hello && cargo run --release -p bench`, on Linux. Both servers are this program started again, each on
//! one core when `taskset` is there; the load comes from another. The two take turns, so that a busy machine hurts both alike.
//!
//! `cargo run --release -p bench local` measures local Botpress.
#![allow(clippy::print_stdout, reason = "a program that prints figures")]

mod bare;
mod load;
mod local;
mod process;
mod sdk;

use std::{env, error::Error, process::ExitCode};

use load::Workload;
use process::Server;

/// How often the two take turns per workload.
const ROUNDS: usize = 7;
/// How many starts are measured of each.
const STARTS: usize = 21;

fn main() -> ExitCode {
    match env::var(process::WHICH).as_deref() {
        Ok("sdk") => sdk::run(),
        Ok("bare") => bare::run(),
        Ok("local") => local::serve(),
        _ => match if env::args().nth(1).as_deref() == Some("local") { local::measure() } else { compare() } {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                println!("{error}");
                ExitCode::FAILURE
            }
        },
    }
}

fn compare() -> Result<(), Box<dyn Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (sdk, bare) = (Server::start("sdk")?, Server::start("bare")?);
    let idle = (sdk.resident()?, bare.resident()?);
    println!("workload            sdk req/s  bare req/s   sdk µs CPU  bare µs CPU   ratio");
    for workload in Workload::ALL {
        let (mut own, mut other, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
        for round in 0..=ROUNDS {
            let a = runtime.block_on(load::measure(&sdk, workload))?;
            let b = runtime.block_on(load::measure(&bare, workload))?;
            // The first round warms up.
            if round > 0 {
                ratios.push(a.cpu_us / b.cpu_us);
                own.push(a);
                other.push(b);
            }
        }
        println!(
            "{:<18} {:>10.0} {:>11.0} {:>12.1} {:>12.1} {:>7.2}",
            workload.name(),
            median(own.iter().map(|figures| figures.per_second)),
            median(other.iter().map(|figures| figures.per_second)),
            median(own.iter().map(|figures| figures.cpu_us)),
            median(other.iter().map(|figures| figures.cpu_us)),
            median(ratios.into_iter()),
        );
    }
    println!("\nresident, idle:     sdk {:.1} MB, bare {:.1} MB", idle.0, idle.1);
    println!("resident, loaded:   sdk {:.1} MB, bare {:.1} MB", sdk.resident()?, bare.resident()?);
    drop((sdk, bare));

    let (mut own, mut other) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        own.push(process::time_to_first_answer("sdk")?);
        other.push(process::time_to_first_answer("bare")?);
    }
    let (own, other) = (median(own.into_iter()), median(other.into_iter()));
    println!("start to answer:    sdk {own:.2} ms, bare {other:.2} ms, ratio {:.2}", own / other);
    match process::size_of("hello") {
        Some(size) => println!("binary of hello:    {size:.1} MB"),
        None => println!("binary of hello:    not built; `cargo build --release -p hello`"),
    }
    Ok(())
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}
