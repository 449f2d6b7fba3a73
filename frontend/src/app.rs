//! The pages and their addresses.

use crate::context::Context;
use crate::page::{
    board::BoardPage, case::CasePage, console::ConsolePage, login::LoginPage, missing::MissingPage, pushes::PushesPage,
    report::ReportPage, tenants::TenantsPage, wall::WallPage,
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
                <Route path=path!("/wall") view=WallPage/>
                <Route path=path!("/report") view=ReportPage/>
                <Route path=path!("/tenants") view=TenantsPage/>
                <Route path=path!("/pushes") view=PushesPage/>
                <Route path=path!("/login") view=LoginPage/>
            </Routes>
        </Router>
    }
}
