//! What each screen costs: requests to `DynamoDB`, bytes that come back, and the processor's time. It is
//! the same however many orders there are.
//!
//! `make bench-console` measures it at 100,000 orders with the code as it is released. The store and
//! Perfex are not there, so what a screen asks of them is refused at once. The table's answers come from memory
//! but for the first time, so that waiting for the stand-in is not measured.

#![expect(clippy::unwrap_used, clippy::print_stdout)]

mod shop;

use std::time::Duration;

use shop::{Shop, full};

const MOST_REQUESTS: usize = 4;
const MOST_BYTES: usize = 1_000_000;
const MOST_CPU: Duration = Duration::from_millis(50);
/// Each screen is asked for so often where it is measured; the middle one counts.
const TIMES: usize = 9;

#[tokio::test]
async fn no_screen_costs_more_than_four_requests_a_megabyte_and_fifty_milliseconds() {
    let Some(mut shop) = Shop::set_up().await else {
        return;
    };
    let measured = std::env::var("CONSOLE_ORDERS").ok();
    let times = if measured.is_some() { TIMES } else { 1 };
    let orders = measured.map_or(1_000, |text| text.parse().unwrap());
    full::fill(&shop.aws, orders);
    shop.keep_answers();
    let customer = format!("customers/{}", full::key(7));
    let run = format!("runs/{}", full::run_id(60));
    println!("{orders} orders");
    println!("{:<52} requests     kB  answer kB  CPU ms", "screen");
    let mut wrong = Vec::new();
    for screen in [
        "/session",
        "/settings?choices_of=main",
        "overview?today=2026-11-30",
        "runs",
        &run,
        &format!("{run}/findings.csv"),
        "orders",
        "orders?status=failed",
        "orders?search=buyer7%40example.com",
        "orders?search=2026-0005",
        "orders/5",
        "parked",
        "parked?reason=no_email",
        "customers",
        &customer,
        "revenue?from=2022-01-01&to=2026-12-31&by=day",
        "pipeline?days=366",
        "diagnostics",
    ] {
        let mut took = Vec::new();
        let mut counted = shop::counting::Counted::default();
        let mut bytes = 0;
        for _ in 0..times {
            shop.start_afresh();
            let before = cpu();
            // What is not of one store is asked for from the root.
            let path = screen.strip_prefix('/').map_or_else(
                || format!("/stores/main/{screen}"),
                |rest| format!("/{rest}"),
            );
            bytes = shop.page(&path).await;
            took.push(cpu().saturating_sub(before));
            counted = shop.counting.so_far();
        }
        took.sort_unstable();
        let middle = took[times / 2];
        let name = screen
            .replace(full::key(7).as_str(), "KEY")
            .replace(&full::run_id(60), "RUN");
        println!(
            "{name:<52} {:>8} {:>6} {:>10.1} {:>7.1}",
            counted.actions.len(),
            counted.bytes / 1000,
            f64::from(u32::try_from(bytes).unwrap()) / 1000.0,
            middle.as_secs_f64() * 1000.0
        );
        // Only code as it is released is as fast as it is released.
        let slow = !cfg!(debug_assertions) && middle > MOST_CPU;
        if counted.actions.len() > MOST_REQUESTS || counted.bytes > MOST_BYTES || slow {
            wrong.push(format!("{name}: {counted:?}, {middle:?}"));
        }
        let scans = counted.actions.iter().filter(|action| *action == "Scan");
        assert_eq!(scans.count(), 0, "{name}");
    }
    assert_eq!(wrong, Vec::<String>::new());
}

/// The time that this process has been on a processor, as user and in the kernel's name, without what stands for
/// the table: the threads of a function that is asked once are there until its end.
fn cpu() -> Duration {
    let threads = std::fs::read_dir("/proc/self/task").unwrap();
    let nanoseconds = threads.map(|thread| {
        let thread = thread.unwrap().path();
        // A thread may have ended meanwhile.
        let read = |name| std::fs::read_to_string(thread.join(name)).unwrap_or_default();
        if read("comm").trim_end() == shop::kept::THREAD {
            return 0;
        }
        let times = read("schedstat");
        let first = times.split(' ').next().unwrap_or_default();
        first.parse().unwrap_or(0)
    });
    Duration::from_nanos(nanoseconds.sum())
}
