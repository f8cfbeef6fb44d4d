//! What AWS says, sorted by what a person has to do about it.

use std::error::Error;

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use sync::ports::TableError;

/// Why AWS did not do what it was asked. Each is one line that says what to do, and holds nothing
/// of what was read or written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// There are none, or they cannot be loaded.
    #[error(
        "no usable AWS credentials: log in with `aws sso login`, or set AWS_PROFILE or AWS_ACCESS_KEY_ID"
    )]
    NoCredentials,
    /// No region is configured.
    #[error("no AWS region: set AWS_REGION, for example to eu-central-1")]
    NoRegion,
    /// AWS knows the credentials no more, or never did.
    #[error("AWS does not accept these credentials ({0}): log in again")]
    CredentialsRefused(String),
    /// The credentials are good but may not do this.
    #[error("AWS denied access: {0}")]
    AccessDenied(String),
    /// The table or the secret is not in this account and region.
    #[error("not found in this AWS account and region: check the name and AWS_REGION ({0})")]
    NotFound(String),
    /// Too many requests for the moment.
    #[error("AWS asks for patience ({0}): try again in a while")]
    Throttled(String),
    /// No answer in time. A write may or may not have happened.
    #[error("AWS did not answer in time: try again in a while")]
    TimedOut,
    /// No connection, or it broke. A write may or may not have happened.
    #[error("AWS could not be reached: check the network and AWS_ENDPOINT_URL")]
    NotReached,
    /// Anything else that AWS answered, by its error code.
    #[error("AWS answered {0}")]
    Answered(String),
}

impl Problem {
    /// Sorts an error of any AWS client.
    pub fn of<E, R>(error: &SdkError<E, R>) -> Self
    where
        E: ProvideErrorMetadata + Error + 'static,
        R: std::fmt::Debug + 'static,
    {
        match error {
            SdkError::TimeoutError(_) => Self::TimedOut,
            SdkError::ServiceError(answer) => {
                Self::from_code(answer.err().code(), answer.err().message())
            }
            SdkError::ConstructionFailure(_) | SdkError::DispatchFailure(_) => Self::unsent(error),
            _ => Self::NotReached,
        }
    }

    fn from_code(code: Option<&str>, message: Option<&str>) -> Self {
        let code = code.unwrap_or("an error without a code").to_owned();
        // These two kinds of message name actors, actions and resources only. Others may repeat
        // a part of the request, so their code has to do.
        let message = || message.unwrap_or(&code).to_owned();
        match code.as_str() {
            "AccessDenied" | "AccessDeniedException" | "UnauthorizedOperation" => {
                Self::AccessDenied(message())
            }
            "ResourceNotFoundException" => Self::NotFound(message()),
            "UnrecognizedClientException"
            | "InvalidClientTokenId"
            | "InvalidSignatureException"
            | "SignatureDoesNotMatch"
            | "IncompleteSignature"
            | "IncompleteSignatureException"
            | "MissingAuthenticationToken"
            | "MissingAuthenticationTokenException"
            | "ExpiredToken"
            | "ExpiredTokenException" => Self::CredentialsRefused(code),
            "ProvisionedThroughputExceededException"
            | "ThrottlingException"
            | "Throttling"
            | "RequestLimitExceeded"
            | "LimitExceededException"
            | "TransactionInProgressException" => Self::Throttled(code),
            _ => Self::Answered(code),
        }
    }

    /// A request that was not answered. The kinds are told apart by their texts only: the SDK
    /// does not export the types.
    fn unsent(error: &(dyn Error + 'static)) -> Self {
        let mut texts = String::new();
        let mut cause = Some(error);
        while let Some(error) = cause {
            texts.push_str(&error.to_string().to_ascii_lowercase());
            texts.push('\n');
            cause = error.source();
        }
        if texts.contains("credential") || texts.contains("identity") {
            Self::NoCredentials
        } else if texts.contains("region") {
            Self::NoRegion
        } else if texts.contains("timed out") || texts.contains("timeout") {
            Self::TimedOut
        } else {
            Self::NotReached
        }
    }
}

/// For the use-cases all of them are an outage of the table: none is the order's fault, and each
/// is cured by time or by whoever looks after the deployment.
impl From<Problem> for TableError {
    fn from(problem: Problem) -> Self {
        Self::Unavailable(problem.to_string())
    }
}

/// The port's error for any call that has no condition to fail.
pub(crate) fn unavailable<E, R>(error: &SdkError<E, R>) -> TableError
where
    E: ProvideErrorMetadata + Error + 'static,
    R: std::fmt::Debug + 'static,
{
    Problem::of(error).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_sdk_dynamodb::error::{ConnectorError, ErrorMetadata};
    use aws_sdk_dynamodb::operation::get_item::GetItemError;

    type Failure = SdkError<GetItemError, ()>;

    fn answered(code: &str) -> Problem {
        let metadata = ErrorMetadata::builder().code(code).message("said so");
        let error = GetItemError::generic(metadata.build());
        Problem::of(&Failure::service_error(error, ()))
    }

    #[test]
    fn every_error_code_says_what_to_do() {
        for (code, begins) in [
            ("AccessDeniedException", "AWS denied access: said so"),
            ("ResourceNotFoundException", "not found in this AWS account"),
            (
                "ExpiredTokenException",
                "AWS does not accept these credentials",
            ),
            (
                "UnrecognizedClientException",
                "AWS does not accept these credentials",
            ),
            (
                "ProvisionedThroughputExceededException",
                "AWS asks for patience",
            ),
            ("ThrottlingException", "AWS asks for patience"),
            ("InternalServerError", "AWS answered InternalServerError"),
        ] {
            let line = answered(code).to_string();
            assert!(line.starts_with(begins), "{code}: {line}");
            assert!(!line.contains('\n'));
        }
    }

    #[test]
    fn a_message_that_may_repeat_the_request_is_not_passed_on() {
        assert!(
            !answered("ValidationException")
                .to_string()
                .contains("said so")
        );
    }

    #[test]
    fn what_was_never_answered_is_told_apart() {
        let dispatch = |error: ConnectorError| Problem::of(&Failure::dispatch_failure(error));
        assert_eq!(
            dispatch(ConnectorError::other(
                "the credential provider was not enabled".into(),
                None
            )),
            Problem::NoCredentials
        );
        assert_eq!(
            dispatch(ConnectorError::io("connection refused".into())),
            Problem::NotReached
        );
        assert_eq!(
            dispatch(ConnectorError::timeout("timed out".into())),
            Problem::TimedOut
        );
        assert_eq!(
            Problem::of(&Failure::construction_failure(
                "Invalid Configuration: Missing Region"
            )),
            Problem::NoRegion
        );
        assert_eq!(
            Problem::of(&Failure::timeout_error("late")),
            Problem::TimedOut
        );
        assert_eq!(
            Problem::of(&Failure::response_error("cut off", ())),
            Problem::NotReached
        );
    }

    #[test]
    fn for_the_use_cases_each_of_them_is_an_outage_of_the_table() {
        for code in [
            "AccessDeniedException",
            "ThrottlingException",
            "InternalServerError",
        ] {
            assert!(matches!(answered(code).into(), TableError::Unavailable(_)));
        }
    }
}
