//! The pages and their addresses.

use crate::context::Context;
use crate::page::{
    access::AccessPage, admin::AdminPage, audit::AuditPage, board::BoardPage, card::CardPage, case::CasePage,
    console::ConsolePage, exports::ExportsPage, import::ImportPage, login::LoginPage, me::MePage, missing::MissingPage,
    pushes::PushesPage, report::ReportPage, tenants::TenantsPage, wall::WallPage,
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
                <Route path=path!("/access") view=AccessPage/>
                <Route path=path!("/exports") view=ExportsPage/>
                <Route path=path!("/card/:grid") view=CardPage/>
                <Route path=path!("/import") view=ImportPage/>
                <Route path=path!("/admin") view=AdminPage/>
                <Route path=path!("/audit") view=AuditPage/>
                <Route path=path!("/me") view=MePage/>
                <Route path=path!("/wall") view=WallPage/>
                <Route path=path!("/report") view=ReportPage/>
                <Route path=path!("/tenants") view=TenantsPage/>
                <Route path=path!("/pushes") view=PushesPage/>
                <Route path=path!("/login") view=LoginPage/>
            </Routes>
        </Router>
    }
}
