//! The offices of an account while they are being written: role, area, and for departments which one.

use super::areas::{AreaField, Areas};
use crate::api::ApiError;
use crate::context::tr;
use crate::i18n::admin as words;
use crate::ui::form::FieldFault;
use crate::ui::{Icon, icons};
use leptos::prelude::*;
use shared::access::Role;
use shared::api::account::{MAX_OFFICES, OfficeInput, levels};
use shared::api::session::OfficeView;
use shared::worker::Department;

#[derive(Clone, Copy)]
struct OfficeDraft {
    id: u32,
    role: RwSignal<Role>,
    area: RwSignal<String>,
    department: RwSignal<Option<Department>>,
}

/// All offices of one form.
#[derive(Clone, Copy)]
pub struct OfficesDraft {
    all: RwSignal<Vec<OfficeDraft>>,
    last: StoredValue<u32>,
}

impl OfficesDraft {
    pub fn of(offices: &[OfficeView]) -> OfficesDraft {
        let draft = OfficesDraft { all: RwSignal::new(Vec::new()), last: StoredValue::new(0) };
        for office in offices {
            draft.add(office.role, office.area.code.clone(), office.department);
        }
        if offices.is_empty() {
            draft.add(Role::Worker, String::new(), None);
        }
        draft
    }

    fn add(self, role: Role, area: String, department: Option<Department>) {
        self.last.update_value(|last| *last += 1);
        let draft = OfficeDraft {
            id: self.last.get_value(),
            role: RwSignal::new(role),
            area: RwSignal::new(area),
            department: RwSignal::new(department),
        };
        self.all.update(|all| all.push(draft));
    }

    pub fn input(self) -> Vec<OfficeInput> {
        let input = |office: &OfficeDraft| {
            let role = office.role.get_untracked();
            OfficeInput {
                role,
                area: office.area.get_untracked(),
                department: office.department.get_untracked().filter(|_| role == Role::Department),
            }
        };
        self.all.with_untracked(|all| all.iter().map(input).collect())
    }
}

#[component]
pub fn Offices(draft: OfficesDraft, areas: Areas, error: RwSignal<Option<ApiError>>) -> impl IntoView {
    let row = move |place: usize, office: OfficeDraft| {
        let allowed = Signal::derive(move || levels(office.role.get()).to_vec());
        let role = move |event: leptos::ev::Targeted<web_sys::Event, web_sys::HtmlSelectElement>| {
            if let Ok(role) = event.target().value().parse::<Role>() {
                let fits =
                    areas.of(levels(role)).iter().any(|choice| office.area.with_untracked(|at| *at == choice.code));
                if !fits {
                    office.area.set(String::new());
                }
                office.role.set(role);
            }
        };
        let roles = Role::ALL.iter().map(|role| {
            let selected = office.role.get_untracked() == *role;
            view! { <option value=role.code() selected=selected>{tr(role.text())}</option> }
        });
        let department = move || {
            (office.role.get() == Role::Department).then(|| {
                let options = Department::ALL.iter().map(|department| {
                    let selected = office.department.get_untracked() == Some(*department);
                    view! { <option value=department.code() selected=selected>{tr(department.text())}</option> }
                });
                view! {
                    <select aria-label=tr(words::DEPARTMENT) data-testid=format!("office-{place}-department")
                        on:change:target=move |event| office.department.set(event.target().value().parse().ok())>
                        <option value="">{tr(words::CHOOSE_DEPARTMENT)}</option>
                        {options.collect_view()}
                    </select>
                }
            })
        };
        let remove = move |_| draft.all.update(|all| all.retain(|one| one.id != office.id));
        view! {
            <li class="office-row">
                <select aria-label=tr(words::ROLE) data-testid=format!("office-{place}-role") on:change:target=role>{roles.collect_view()}</select>
                <AreaField areas levels=allowed chosen=office.area testid=format!("office-{place}-area")/>
                {department}
                <button type="button" class="icon-button" on:click=remove disabled=move || draft.all.with(|all| all.len() < 2)
                    title=tr(words::REMOVE) aria-label=tr(words::REMOVE)><Icon of=icons::X/></button>
                <FieldFault error pointer=format!("/offices/{place}")/>
            </li>
        }
    };
    let rows = move || draft.all.get().into_iter().enumerate().map(|(place, office)| row(place, office)).collect_view();
    view! {
        <fieldset class="field">
            <legend>{tr(words::OFFICES)}<small>{tr(words::OFFICES_HINT)}</small></legend>
            <ul class="office-rows">{rows}</ul>
            <button type="button" class="link" on:click=move |_| draft.add(Role::Worker, String::new(), None) data-testid="office-add"
                disabled=move || draft.all.with(|all| all.len() >= MAX_OFFICES)>"+ "{tr(words::ADD_OFFICE)}</button>
        </fieldset>
    }
}
