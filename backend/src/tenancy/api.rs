//! `POST /api/v1/dwellings/{id}/tenancies`.

use super::error::TenancyError;
use super::service;
use crate::app::App;
use crate::both;
use crate::http::{Access, ApiError, ApiResult, Body, Doors, Viewer};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::{Extension, Json};
use shared::access::Deed;
use shared::api::problem::Problem;
use shared::api::tenancy::{TenancyReceipt, TenancyReportInput};
use utoipa_axum::routes;

pub fn doors(doors: Doors) -> Doors {
    doors.door(Access::May(Deed::RecordPeople), routes!(report))
}

/// Report who rents a dwelling and who left it. It is stored, and every subscribed department is going to be told,
/// before this answers; the same `report_id` again answers 200 with the report that is there.
#[utoipa::path(post, path = "/api/v1/dwellings/{id}/tenancies", params(("id" = String, Path)),
    request_body = TenancyReportInput, responses(
    (status = 201, body = TenancyReceipt), (status = 200, body = TenancyReceipt), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn report(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Path(id): Path<String>,
    Body(input): Body<TenancyReportInput>,
) -> ApiResult<(StatusCode, Json<TenancyReceipt>)> {
    let dwelling = id.parse().map_err(|_| TenancyError::NotFound)?;
    let (fresh, receipt) = service::report(&app, viewer.account()?, dwelling, &input).await?;
    Ok((if fresh { StatusCode::CREATED } else { StatusCode::OK }, Json(receipt)))
}

impl From<TenancyError> for ApiError {
    fn from(error: TenancyError) -> ApiError {
        match error {
            TenancyError::Invalid(faults) => ApiError::invalid(faults),
            TenancyError::NotFound => {
                ApiError::not_found(both!("没有这个编号的户室", "there is no dwelling with this id"))
            }
            TenancyError::OtherReport => ApiError::conflict(both!(
                "该 report_id 已用于另一份内容不同的上报，请换一个",
                "this report_id belongs to a report with other content; choose another"
            )),
            TenancyError::Store(error) => error.into(),
        }
    }
}
