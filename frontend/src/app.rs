//! The pages and their addresses.

use crate::context::Context;
use crate::page::{
    admin::AdminPage, audit::AuditPage, board::BoardPage, case::CasePage, console::ConsolePage, login::LoginPage,
    me::MePage, missing::MissingPage, report::ReportPage, wall::WallPage,
};
use leptos::prelude::*;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::path;

#[component]
pub fn App() -> impl IntoView {
    Context::provide();
    view! {
        <Router>
            <Routes fallback=MissingPage>
                <Route path=path!("/") view=ConsolePage/>
                <Route path=path!("/case/:number") view=CasePage/>
                <Route path=path!("/board") view=BoardPage/>
                <Route path=path!("/admin") view=AdminPage/>
                <Route path=path!("/audit") view=AuditPage/>
                <Route path=path!("/me") view=MePage/>
                <Route path=path!("/wall") view=WallPage/>
                <Route path=path!("/report") view=ReportPage/>
                <Route path=path!("/login") view=LoginPage/>
            </Routes>
        </Router>
    }
}
