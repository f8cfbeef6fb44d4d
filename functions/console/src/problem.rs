//! Errors as RFC 9457 writes them: `application/problem+json`. They say what to do and show nothing
//! of the inside; that is logged here, once.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use desk::DeskError;
use serde::Serialize;
use sync::full_sync::RunId;
use sync::ports::TableError;
use sync::settings::SettingsError;
use utoipa::ToSchema;

/// An error.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// What kind it is, stable: `urn:woosync:problem:…`.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The kind in words.
    title: &'static str,
    /// The HTTP status.
    status: u16,
    /// What to do about it.
    detail: String,
    /// What is wrong: the name of a field, or the path of a setting as `stores.main.taxes.1`.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    /// The full sync that is in the way.
    #[serde(skip_serializing_if = "Option::is_none")]
    run: Option<String>,
}

impl Problem {
    fn new(status: StatusCode, kind: &'static str, title: &'static str, detail: &str) -> Self {
        Self {
            kind,
            title,
            status: status.as_u16(),
            detail: detail.to_owned(),
            field: None,
            run: None,
        }
    }

    /// Nobody is signed in.
    pub(crate) fn signed_out() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "urn:woosync:problem:signed-out",
            "Not signed in",
            "Sign in and try again.",
        )
    }

    /// The person may not do this.
    pub(crate) fn not_allowed(detail: &str) -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "urn:woosync:problem:not-allowed",
            "Not allowed",
            detail,
        )
    }

    /// There is no such thing.
    pub(crate) fn not_found(detail: &str) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "urn:woosync:problem:not-found",
            "Not found",
            detail,
        )
    }

    /// The address is there, and takes other methods.
    pub(crate) fn other_method() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "urn:woosync:problem:method",
            "Another method is meant",
            "This address does not take this method; the header Allow names those that it takes.",
        )
    }

    /// What was asked cannot be read.
    pub(crate) fn bad_request(detail: &str) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "urn:woosync:problem:bad-request",
            "Not understood",
            detail,
        )
    }

    /// Someone else was faster.
    pub(crate) fn conflict(detail: &str) -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "urn:woosync:problem:conflict",
            "Changed by someone else",
            detail,
        )
    }

    /// A field of what was asked for is wrong.
    pub(crate) fn wrong_input(field: String, detail: &str) -> Self {
        Self {
            field: Some(field).filter(|field| !field.is_empty()),
            ..Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "urn:woosync:problem:wrong-input",
                "Something is wrong with what was asked for",
                detail,
            )
        }
    }

    /// A full sync is under way in the store, and there can be one at a time.
    pub(crate) fn under_way(run: &RunId) -> Self {
        Self {
            run: Some(run.to_string()),
            ..Self::new(
                StatusCode::CONFLICT,
                "urn:woosync:problem:run-under-way",
                "A full sync is under way",
                &format!(
                    "The full sync {run} is under way in this store: wait for its end, or cancel it."
                ),
            )
        }
    }

    /// There are no settings yet.
    pub(crate) fn no_settings() -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "urn:woosync:problem:no-settings",
            "Not set up yet",
            "There are no settings yet: push them with `woosync settings push woosync.toml`.",
        )
    }

    fn unavailable() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "urn:woosync:problem:unavailable",
            "Not available now",
            "AWS did not do as asked. Try again in a minute; the function's log says more.",
        )
    }

    /// Something of ours did not do as asked. The log says what, the answer does not.
    pub(crate) fn own_trouble(error: impl std::fmt::Display) -> Self {
        tracing::error!(%error, "a request failed");
        Self::unavailable()
    }
}

impl From<TableError> for Problem {
    fn from(error: TableError) -> Self {
        match error {
            TableError::Conflict => {
                Self::conflict("It was changed a moment ago: look again, then repeat.")
            }
            error => Self::own_trouble(error),
        }
    }
}

impl From<DeskError> for Problem {
    fn from(error: DeskError) -> Self {
        match error {
            DeskError::Table { error, .. } => error.into(),
            DeskError::Moved(_) => Self {
                field: None,
                ..Self::new(
                    StatusCode::UNPROCESSABLE_ENTITY,
                    "urn:woosync:problem:settings",
                    "A setting is wrong",
                    &error.to_string(),
                )
            },
            error @ DeskError::Queue { .. } => Self::own_trouble(error),
        }
    }
}

impl From<SettingsError> for Problem {
    fn from(error: SettingsError) -> Self {
        Self {
            field: Some(error.field),
            ..Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "urn:woosync:problem:settings",
                "A setting is wrong",
                &error.problem,
            )
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
        let mut response = (status, Json(self)).into_response();
        response.headers_mut().insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        response
    }
}
