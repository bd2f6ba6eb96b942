//! Who may do what (权限表): every route of the office with the roles that may use it.
//!
//! One table, so that an auditor reads one page and a test can walk every route with every role.

use axum::http::Method;
use gongkai_agency::Role;

/// A route of the office and who may use it.
#[derive(Debug, Clone)]
pub struct Permission {
    /// Method.
    pub method: Method,
    /// Path with its parameters, e.g. `/office/requests/{number}/reply`.
    pub path: &'static str,
    /// Roles that may use it; any signed-in account when there are none.
    pub roles: &'static [Role],
}

/// The permission table. A route that is not listed here is not served.
pub const PERMISSIONS: &[Permission] = &[];

/// May somebody holding `roles` use the route? Nobody may use a route that is not listed.
pub fn may_use(method: &Method, path: &str, roles: &[Role]) -> bool {
    PERMISSIONS.iter().find(|permission| permission.method == *method && permission.path == path).is_some_and(
        |permission| permission.roles.is_empty() || permission.roles.iter().any(|role| roles.contains(role)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_route_is_listed_twice() {
        let mut seen: Vec<(String, &str)> =
            PERMISSIONS.iter().map(|permission| (permission.method.to_string(), permission.path)).collect();
        let count = seen.len();
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), count);
    }

    #[test]
    fn a_route_that_is_not_listed_is_closed_to_every_role() {
        assert!(!may_use(&Method::GET, "/office/nowhere", Role::ALL));
    }
}
