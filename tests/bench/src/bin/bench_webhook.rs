//! Measures a webhook function, whatever it is written in: starts it, hands it recorded deliveries through
//! the runtime API, checks its answers, and prints the figures as one line of JSON.
#![expect(clippy::print_stdout, reason = "it is what this program is for")]

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Result, ensure};
use bench::aws::Aws;
use bench::deliveries::{Delivery, badly_signed, recorded};
use bench::function::Function;
use bench::runtime_api::{Answer, Invoker};
use bench::tls::Tls;
use clap::Parser;
use serde_json::{Value, json};
use tokio::net::TcpListener;

#[derive(Parser)]
struct Arguments {
    /// The folder of recorded deliveries.
    #[arg(long, value_name = "FOLDER")]
    deliveries: PathBuf,
    /// How many invocations are measured.
    #[arg(long, value_name = "N", default_value_t = 2000)]
    invocations: usize,
    /// How many go before them.
    #[arg(long, value_name = "N", default_value_t = 200)]
    warm_up: usize,
    /// How long the queue takes for an answer.
    #[arg(long, value_name = "MS", default_value_t = 0)]
    latency_ms: u64,
    /// AWS is reached by HTTPS: a folder with `certificate.pem` for localhost, `key.pem`, and
    /// `roots.pem`, all that the function trusts.
    #[arg(long, value_name = "FOLDER")]
    tls: Option<PathBuf>,
    /// A control group that the function enters once it has started, as its share of a processor
    /// is that of its memory from then on.
    #[arg(long, value_name = "FOLDER")]
    group: Option<PathBuf>,
    /// The function verifies no signature.
    #[arg(long)]
    bare: bool,
    /// The function's command.
    #[arg(last = true, required = true)]
    command: Vec<OsString>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let deliveries = recorded(&arguments.deliveries)?;
    let aws = Aws::new(Duration::from_millis(arguments.latency_ms));
    let router = aws.clone().router();
    let endpoint = if let Some(folder) = &arguments.tls {
        let certificate = folder.join("certificate.pem");
        let listener = Tls::open(&certificate, &folder.join("key.pem")).await?;
        let port = axum::serve::Listener::local_addr(&listener)?.port();
        tokio::spawn(async move { axum::serve(listener, router).await });
        format!("https://localhost:{port}")
    } else {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let port = listener.local_addr()?.port();
        tokio::spawn(async move { axum::serve(listener, router).await });
        format!("http://127.0.0.1:{port}")
    };
    let mut invoker = Invoker::open().await?;
    let mut variables = environment(&invoker.address, &endpoint);
    if let Some(folder) = &arguments.tls {
        let roots = folder.join("roots.pem").display().to_string();
        // For Rust, Python and Node.
        for name in ["SSL_CERT_FILE", "AWS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"] {
            variables.push((name, roots.clone()));
        }
    }
    let function = Function::start(&arguments.command, &variables)?;
    let (mut figures, queued) = measure(&arguments, &deliveries, &mut invoker, &function).await?;
    ensure!(
        aws.sent() == queued,
        "{} messages were sent for {queued} deliveries",
        aws.sent()
    );
    figures["peak_kib"] = function.peak_kib()?.into();
    println!("{figures}");
    Ok(())
}

/// The figures, and how many deliveries should have been queued.
async fn measure(
    arguments: &Arguments,
    deliveries: &[Delivery],
    invoker: &mut Invoker,
    function: &Function,
) -> Result<(Value, u64)> {
    let start = invoker.first_poll().await? - function.started;
    let start_cpu = function.cpu()?;
    if let Some(group) = &arguments.group {
        function.enter(group)?;
    }
    let mut queued = 0;
    let first = invoker.invoke(deliveries[0].event.clone()).await?;
    check(&first, true)?;
    queued += 1;
    let first_cpu = function.cpu()?.saturating_sub(start_cpu);
    for (place, delivery) in deliveries
        .iter()
        .cycle()
        .take(arguments.warm_up)
        .enumerate()
    {
        let is_bad = !arguments.bare && place % 10 == 9;
        let event = if is_bad {
            badly_signed(delivery)?.event
        } else {
            delivery.event.clone()
        };
        check(&invoker.invoke(event).await?, !is_bad)?;
        queued += u64::from(!is_bad);
    }
    let before = function.cpu()?;
    let mut took = Vec::with_capacity(arguments.invocations);
    for delivery in deliveries.iter().cycle().take(arguments.invocations) {
        let answer = invoker.invoke(delivery.event.clone()).await?;
        check(&answer, true)?;
        queued += 1;
        took.push(answer.took);
    }
    let cpu = function.cpu()?.saturating_sub(before);
    took.sort_unstable();
    let at = |share: usize| took.get(took.len() * share / 100).map(micros);
    let figures = json!({
        "start_us": micros(&start),
        "start_cpu_us": micros(&start_cpu),
        "first_us": micros(&first.took),
        "first_cpu_us": micros(&first_cpu),
        "invocations": took.len(),
        "cpu_us": cpu.as_nanos() / took.len().max(1) as u128 / 1000,
        "p50_us": at(50),
        "p99_us": at(99),
    });
    Ok((figures, queued))
}

/// A signed delivery is taken with 200, a badly signed one refused with 401.
fn check(answer: &Answer, is_signed: bool) -> Result<()> {
    let told: Value = serde_json::from_slice(&answer.body)?;
    let expected = if is_signed { 200 } else { 401 };
    ensure!(
        told["statusCode"] == expected,
        "answered {told} where {expected} was due"
    );
    Ok(())
}

fn micros(duration: &Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}

fn environment(runtime_api: &str, endpoint: &str) -> Vec<(&'static str, String)> {
    let set = |name, value: &str| (name, value.to_owned());
    vec![
        set("AWS_LAMBDA_RUNTIME_API", runtime_api),
        set("AWS_LAMBDA_FUNCTION_NAME", "bench"),
        set("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
        set("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128"),
        set("AWS_LAMBDA_LOG_GROUP_NAME", "bench"),
        set("AWS_LAMBDA_LOG_STREAM_NAME", "bench"),
        set("AWS_REGION", "us-east-1"),
        set("AWS_DEFAULT_REGION", "us-east-1"),
        set("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
        set(
            "AWS_SECRET_ACCESS_KEY",
            "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY",
        ),
        set("AWS_SESSION_TOKEN", "token"),
        set("AWS_ENDPOINT_URL", endpoint),
        (
            "QUEUE_URL",
            format!("{endpoint}/000000000000/woosync-changes.fifo"),
        ),
        set("WEBHOOK_SECRETS_ARN", "webhook"),
        set("LOG_LEVEL", "info"),
        set("STACK_NAME", "bench"),
        set("POWERTOOLS_SERVICE_NAME", "webhook"),
    ]
}
