//! The register of doors: a route enters the router only together with who may call it.

use super::access::{Access, guard};
use super::problem::ApiError;
use crate::app::App;
use axum::Router;
use axum::middleware::from_fn_with_state;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouter};

/// One door: method, path, and who may open it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Door {
    pub method: String,
    pub path: String,
    pub access: Access,
}

pub struct Doors {
    app: App,
    router: OpenApiRouter<App>,
    table: Vec<Door>,
}

impl Doors {
    pub fn new(app: App, description: OpenApi) -> Doors {
        Doors { app, router: OpenApiRouter::with_openapi(description), table: Vec::new() }
    }

    /// Adds the routes of one `routes!` with their access.
    #[must_use]
    pub fn door(mut self, access: Access, (schemas, mut paths, methods): UtoipaMethodRouter<App>) -> Doors {
        for (path, item) in &mut paths.paths {
            let operations = [
                ("GET", &mut item.get),
                ("POST", &mut item.post),
                ("PUT", &mut item.put),
                ("PATCH", &mut item.patch),
                ("DELETE", &mut item.delete),
            ];
            for (method, operation) in operations {
                let Some(operation) = operation else { continue };
                let note = format!("Access: {access:?}.");
                operation.description = Some(match operation.description.take() {
                    Some(text) => format!("{text}\n\n{note}"),
                    None => note,
                });
                self.table.push(Door { method: method.to_owned(), path: path.clone(), access });
            }
        }
        let guarded = methods.route_layer(from_fn_with_state((self.app.clone(), access), guard));
        self.router = self.router.routes((schemas, paths, guarded));
        self
    }

    /// The router, its description, and the table of doors.
    pub fn open(self) -> (Router<App>, OpenApi, Vec<Door>) {
        let (router, description) = self.router.split_for_parts();
        let router = router.method_not_allowed_fallback(|| async { ApiError::method_not_allowed() });
        (router, description, self.table)
    }
}

impl std::fmt::Debug for Doors {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Doors").field("table", &self.table).finish_non_exhaustive()
    }
}
