//! Counts the requests to DynamoDB and the bytes that come back.

use std::sync::{Arc, Mutex};

use aws_sdk_dynamodb::config::interceptors::{
    BeforeDeserializationInterceptorContextRef, BeforeTransmitInterceptorContextRef,
};
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;

/// What was asked and came back since the last reset.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Counted {
    pub(crate) actions: Vec<String>,
    pub(crate) bytes: usize,
}

/// The counter.
#[derive(Debug, Clone, Default)]
pub(crate) struct Counting(Arc<Mutex<Counted>>);

impl Counting {
    pub(crate) fn reset(&self) {
        *self.0.lock().unwrap() = Counted::default();
    }

    pub(crate) fn so_far(&self) -> Counted {
        self.0.lock().unwrap().clone()
    }
}

impl Intercept for Counting {
    fn name(&self) -> &'static str {
        "counting"
    }

    fn read_before_transmit(
        &self,
        context: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let target = context.request().headers().get("x-amz-target");
        let action = target.unwrap_or_default().rsplit('.').next();
        let action = action.unwrap_or_default().to_owned();
        self.0.lock().unwrap().actions.push(action);
        Ok(())
    }

    fn read_before_deserialization(
        &self,
        context: &BeforeDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let length = context.response().headers().get("content-length");
        let length: Option<usize> = length.and_then(|length| length.parse().ok());
        self.0.lock().unwrap().bytes += length.unwrap();
        Ok(())
    }
}
