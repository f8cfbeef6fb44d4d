//! Who is asking, and what that person may do.
//!
//! The gateway's authorizer has checked the token before the function is called, and hands over its
//! claims. What it does not check is the role: that is a group of the user pool.

use axum::extract::Request;
use axum::http::{Extensions, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use lambda_http::request::RequestContext;
use serde::Serialize;
use utoipa::ToSchema;

use crate::problem::Problem;

/// What a person may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Role {
    /// See everything.
    Look,
    /// Change things too: settings, what is parked, what is handled again.
    Operate,
}

/// A person who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Caller {
    pub(crate) name: String,
    pub(crate) role: Role,
}

/// Lets through who may do what is asked: to look is to `GET`, everything else is to operate.
pub(crate) async fn guard(mut request: Request, next: Next) -> Response {
    let caller = match caller(request.extensions()) {
        Ok(caller) => caller,
        Err(problem) => return problem.into_response(),
    };
    if request.method() != Method::GET && caller.role < Role::Operate {
        return Problem::not_allowed(
            "You may look, not change things. Someone who manages the users can put you into the \
             group `operate`.",
        )
        .into_response();
    }
    request.extensions_mut().insert(caller);
    next.run(request).await
}

fn caller(extensions: &Extensions) -> Result<Caller, Problem> {
    let Some(RequestContext::ApiGatewayV2(context)) = extensions.get::<RequestContext>() else {
        return Err(Problem::signed_out());
    };
    let jwt = context.authorizer.as_ref();
    let jwt = jwt.and_then(|authorizer| authorizer.jwt.as_ref());
    let claims = &jwt.ok_or_else(Problem::signed_out)?.claims;
    // An id token tells more about a person than is wanted here.
    if claims.get("token_use").is_some_and(|kind| kind != "access") {
        return Err(Problem::signed_out());
    }
    let groups = claims.get("cognito:groups").map_or("", String::as_str);
    let role = role(groups).ok_or_else(|| {
        Problem::not_allowed(
            "You are in none of the groups `look` and `operate`. Someone who manages the users can \
             put you into one.",
        )
    })?;
    let name = claims.get("username").or_else(|| claims.get("sub"));
    Ok(Caller {
        name: name.map_or_else(String::new, |name| name.chars().take(100).collect()),
        role,
    })
}

/// The gateway writes a list of groups as `[look operate]`.
fn role(groups: &str) -> Option<Role> {
    let groups = groups.trim_start_matches('[').trim_end_matches(']');
    let mut best = None;
    for group in groups.split([' ', ',']) {
        let role = match group.trim_matches('"') {
            "operate" => Some(Role::Operate),
            "look" => Some(Role::Look),
            _ => None,
        };
        best = best.max(role);
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_group_counts_and_others_do_not() {
        for (groups, wanted) in [
            ("[look]", Some(Role::Look)),
            ("[operate look]", Some(Role::Operate)),
            ("[look, operate]", Some(Role::Operate)),
            ("[\"look\",\"operate\"]", Some(Role::Operate)),
            ("operate", Some(Role::Operate)),
            ("[operators]", None),
            ("[]", None),
            ("", None),
        ] {
            assert_eq!(role(groups), wanted, "{groups}");
        }
    }
}
