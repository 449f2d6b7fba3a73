//! Pushing personal data to departments (推送): which events there are, which fields, and what a department may ever be
//! told. The table of entitlements is code and no setting: a city narrows it by what it subscribes to, and never widens it.
//!
//! A field that a department is not given is masked where a mask says something without telling who it is (name,
//! telephone, identity number), and left out otherwise.

use crate::worker::Department;

words! {
    /// What departments are told of.
    PushKind {
        TenantReported = "tenant_reported", "承租户登记", "Tenants reported";
        TenantMovedOut = "tenant_moved_out", "承租户迁出", "Tenants moved out";
    }
}

words! {
    /// A field of a pushed event.
    PushField {
        /// Masked otherwise, as are telephone and identity number.
        Name = "name", "姓名", "Name";
        Identity = "identity", "公民身份号码", "Identity number";
        Phone = "phone", "电话", "Telephone";
        Sex = "sex", "性别", "Sex";
        Birth = "birth", "出生日期", "Date of birth";
        Relation = "relation", "与户主关系", "Relation";
        /// When the tenancy begins and ends, or when somebody left.
        Period = "period", "租期", "Period";
        /// Street address and number of the dwelling; its community is named otherwise.
        Address = "address", "房屋地址", "Address";
    }
}

words! {
    /// What became of a delivery.
    DeliveryState {
        Waiting = "waiting", "待送达", "Waiting";
        Delivered = "delivered", "已签收", "Receipted";
        Dead = "dead", "送达失败", "Undeliverable";
        /// The subscription ended before it was sent.
        Withdrawn = "withdrawn", "已撤销", "Withdrawn";
    }
}

/// Characters of a purpose, and of a legal basis, at most.
pub const WORDS: usize = 200;
/// Characters of a receipt at most: letters, digits and `-_.:/`.
pub const RECEIPT: usize = 64;
/// Subscriptions of an installation at most.
pub const MOST: i64 = 50;
/// Under this age numbers are given to few (PIPL 28).
pub const MINOR: i32 = 14;

/// The fields that a department may be given, by what it does for tenants.
pub fn entitled(department: Department) -> &'static [PushField] {
    use PushField::{Address, Birth, Identity, Name, Period, Phone, Relation, Sex};
    match department {
        // Registers residence.
        Department::Police => &[Name, Identity, Phone, Sex, Birth, Relation, Period, Address],
        // Keeps the register of leases.
        Department::Housing => &[Name, Phone, Period, Address],
        // Social insurance and jobs go by identity number.
        Department::HumanResources => &[Name, Identity, Phone, Sex, Birth, Address],
        // Visits those who are owed a service.
        Department::CivilAffairs => &[Name, Phone, Sex, Birth, Relation, Address],
        // Vaccinations, maternity, chronic illness.
        Department::Health => &[Name, Phone, Sex, Birth, Address],
        // Mediates between landlord and tenant.
        Department::Justice => &[Name, Phone, Period, Address],
        Department::Subdistrict => &[Name, Phone, Sex, Relation, Period, Address],
        // How many live where, and since when.
        Department::Fire | Department::Gas | Department::Water => &[Period, Address],
        Department::UrbanManagement
        | Department::Sanitation
        | Department::Municipal
        | Department::Drainage
        | Department::MarketRegulation
        | Department::Ecology => &[Address],
    }
}

/// Whether a department may be given the numbers of those under [`MINOR`].
pub fn entitled_to_minors(department: Department) -> bool {
    matches!(department, Department::Police | Department::CivilAffairs)
}

/// Whether a field is given in full: subscribed to, within the entitlement, and for a minor's numbers within that too.
pub fn given(department: Department, fields: &[PushField], minor: bool, field: PushField) -> bool {
    let number = matches!(field, PushField::Identity | PushField::Phone);
    fields.contains(&field)
        && entitled(department).contains(&field)
        && (!minor || !number || entitled_to_minors(department))
}
