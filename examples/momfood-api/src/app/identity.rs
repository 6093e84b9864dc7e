//! Who an account is to each crate: its roles, and its names in tokens, second factors and permissions.

use momfood_audit::{Actor, StoreError};
use momfood_jwt::Subject;
use momfood_mfa::UserId;
use momfood_rbac::{AccountId, Assignment, Principal};

use super::App;
use crate::access::OrderRow;
use crate::caller::AppClaims;
use crate::domain::{Id, Order};
use crate::error::{ApiResult, ErrorCode};

impl App {
    /// Gives `account` a role.
    ///
    /// # Errors
    /// [`StoreError`] when the store does not answer.
    pub async fn grant(&self, account: Id, role: &str) -> ApiResult<()> {
        let account = AccountId::parse(&account.to_string()).map_err(|_| ErrorCode::Internal)?;
        let role = Assignment::new(role).map_err(|_| ErrorCode::Internal)?;
        self.assignments.assign(Actor::System, None, &account, &role).await?;
        Ok(())
    }

    /// What `account`'s tokens say of it.
    ///
    /// # Errors
    /// [`StoreError`] when the store does not answer.
    pub async fn claims(&self, account: Id) -> Result<AppClaims, StoreError> {
        let account = AccountId::parse(&account.to_string()).map_err(StoreError::corrupt)?;
        let held = self.assignments.list(&account).await?;
        let roles = held.iter().map(|held| held.assignment.role().to_owned()).collect();
        Ok(AppClaims { roles })
    }

    /// Whether `account` drives: asked before it is given an order.
    ///
    /// # Errors
    /// [`StoreError`] when the store does not answer.
    pub async fn is_driver(&self, account: Id) -> Result<bool, StoreError> {
        let known = self.accounts.find(account).is_some_and(|account| !account.disabled);
        Ok(known && self.claims(account).await?.roles.iter().any(|role| role == "driver"))
    }

    /// `account` with the roles of its token; `None` for a role that the policy does not know, since a deny rule may have
    /// gone with it.
    #[must_use]
    pub fn principal(&self, account: Id, claims: &AppClaims) -> Option<Principal> {
        let policy = self.guard.policy();
        let roles = policy.roles(claims.roles.iter().map(String::as_str)).ok()?;
        Some(Principal::new(account.as_uuid(), roles))
    }

    /// `order` as the permission check sees it.
    #[must_use]
    pub fn row<'a>(&self, order: &'a Order) -> OrderRow<'a> {
        let restaurant = self.restaurants.find(order.restaurant_id);
        OrderRow {
            order,
            restaurant_owner: restaurant.map(|restaurant| restaurant.owner_id),
        }
    }

    /// `account` as momfood-mfa names it.
    ///
    /// # Errors
    /// Never, for an id of ours.
    pub fn user(&self, account: Id) -> ApiResult<UserId> {
        UserId::parse(&account.to_string()).map_err(|_| ErrorCode::Internal.into())
    }

    /// `account` as momfood-jwt names it.
    ///
    /// # Errors
    /// Never, for an id of ours.
    pub fn subject(&self, account: Id) -> ApiResult<Subject> {
        Subject::new(&account.to_string()).map_err(|_| ErrorCode::Internal.into())
    }
}
