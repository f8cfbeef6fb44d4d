//! Figures for CloudWatch, told in the log.
//!
//! A line in the embedded metric format becomes points of metrics when the log is taken up: no call, no
//! permission, no waiting.
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>
//!
//! - [`Metric`]: all that is counted. Each is a series of its own and costs by the month, so there are
//!   ten of them and no dimension but the stack; reasons, stores and ids stand in the log lines.
//! - [`Figures`]: what one invocation counted, written once at its end
#![warn(missing_docs)]

mod figures;
mod metric;

pub use figures::Figures;
pub use metric::{Metric, Unit};

/// The namespace of the metrics.
pub const NAMESPACE: &str = "WooSync";
