//! The form and its sending.

use super::place::{Place, PlacePicker};
use crate::api::{self, ApiError};
use crate::context::{context, tr};
use crate::i18n;
use crate::load::follow;
use crate::page::console::pick;
use crate::ui::{Icon, icons};
use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::card::PlateView;
use shared::api::case::{ReportAnswer, ReportInput, ReporterInput};
use shared::case::Source;
use shared::case::category::Category;
use shared::geo::{Datum, Location};

/// 128 random bits in hexadecimal. The random-UUID call of browsers is not there on plain HTTP.
pub fn random_id() -> Option<String> {
    let mut bytes = [0_u8; 16];
    window().crypto().ok()?.get_random_values_with_u8_array(&mut bytes).ok()?;
    Some(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// What is wrong before anything is sent, at its field.
fn missing(description: &str, place: Option<Place>, address: &str) -> Option<&'static str> {
    match () {
        () if description.trim().is_empty() => Some("/description"),
        () if place.is_none() && address.trim().is_empty() => Some("/location"),
        () => None,
    }
}

#[component]
pub fn Form(
    answer: RwSignal<Option<ReportAnswer>>,
    /// The door whose code was scanned.
    #[prop(into)]
    plate: Signal<Option<PlateView>>,
) -> impl IntoView {
    let context = context();
    let id = StoredValue::new(random_id());
    let description = RwSignal::new(String::new());
    let category = RwSignal::new(String::new());
    let address = RwSignal::new(String::new());
    let name = RwSignal::new(String::new());
    let phone = RwSignal::new(String::new());
    let place = RwSignal::new(None::<Place>);
    let busy = RwSignal::new(false);
    let error = RwSignal::new(None::<ApiError>);
    let lacking = RwSignal::new(None::<&'static str>);
    let form = NodeRef::<html::Form>::new();

    // The scanned door is where the report begins; a tap elsewhere on the map is another place.
    let start = Signal::derive(move || {
        plate.with(|plate| plate.as_ref().map(|plate| Place { lon: plate.location.lon, lat: plate.location.lat }))
    });
    Effect::new(move || {
        if let Some(at) = start.get() {
            place.set(Some(at));
            address.set(
                plate.with_untracked(|plate| plate.as_ref().map(|plate| plate.address.clone())).unwrap_or_default(),
            );
        }
    });

    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let filled =
            |signal: RwSignal<String>| Some(signal.get_untracked().trim().to_owned()).filter(|s| !s.is_empty());
        let lack = missing(&description.get_untracked(), place.get_untracked(), &address.get_untracked());
        lacking.set(lack);
        error.set(None);
        if lack.is_some() {
            return;
        }
        let reporter = ReporterInput { name: filled(name), phone: filled(phone) };
        let input = ReportInput {
            source: Source::Web,
            external_id: id.get_value(),
            category: filled(category),
            description: description.get_untracked().trim().to_owned(),
            location: place.get_untracked().map(|place| Location {
                lon: place.lon,
                lat: place.lat,
                datum: Datum::Wgs84,
            }),
            address: filled(address),
            building_id: plate
                .get_untracked()
                .filter(|_| place.get_untracked() == start.get_untracked())
                .map(|plate| plate.building.id),
            reporter: (reporter.name.is_some() || reporter.phone.is_some()).then_some(reporter),
            occurred_at: None,
        };
        busy.set(true);
        spawn_local(async move {
            let sent = api::post::<_, ReportAnswer>("/api/v1/reports", &input).await;
            busy.set(false);
            match sent {
                Ok(sent) => answer.set(Some(sent)),
                Err(reason) => error.set(Some(reason)),
            }
        });
    };
    // The field at fault comes into view.
    Effect::new(move || {
        error.track();
        lacking.track();
        let Some(form) = form.get() else { return };
        request_animation_frame(move || {
            if let Ok(Some(fault)) = form.query_selector(".field-error") {
                fault.scroll_into_view();
            }
        });
    });

    let categories = follow(false, || (), |()| api::get_all::<Category>("/api/v1/categories".to_owned(), 2_000));
    let options = move || {
        let lang = context.lang.get();
        categories.with(|categories| {
            let all = categories.ready().map(Vec::as_slice).unwrap_or_default();
            let groups = all.chunk_by(|a, b| a.major_zh == b.major_zh).map(|group| {
                let label = pick(lang, &group[0].major_zh, &group[0].major_en).to_owned();
                let options = group.iter().map(|one| {
                    view! { <option value=one.code.clone()>{pick(lang, &one.zh, &one.en).to_owned()}</option> }
                });
                view! { <optgroup label=label>{options.collect_view()}</optgroup> }
            });
            groups.collect_view()
        })
    };
    let fault = move |pointer: &'static str| {
        move || {
            let told = error.with(|error| {
                let fields = error.as_ref().map(ApiError::fields).unwrap_or_default();
                fields.iter().find(|field| field.pointer.starts_with(pointer)).map(|field| field.detail.clone())
            });
            let lack = (lacking.get() == Some(pointer)).then(|| match pointer {
                "/description" => context.t(i18n::NEED_DESCRIPTION).to_owned(),
                _ => context.t(i18n::NEED_PLACE).to_owned(),
            });
            told.or(lack).map(|words| {
                view! { <p class="field-error" role="alert" data-testid="field-error"><Icon of=icons::CIRCLE_ALERT/>{words}</p> }
            })
        }
    };
    let failure = move || {
        error.get().map(|reason| {
            view! {
                <p class="field-error send-error" role="alert" data-testid="send-error">
                    <Icon of=icons::CIRCLE_ALERT/>{reason.words(context.lang.get())}" "{tr(i18n::KEPT)}
                </p>
            }
        })
    };
    view! {
        <form node_ref=form on:submit=submit novalidate>
            <section class="panel">
                <label for="description">{tr(i18n::WHAT)}</label>
                <textarea id="description" rows="4" maxlength="2000" placeholder=tr(i18n::WHAT_HINT) data-testid="report-description"
                    prop:value=description on:input:target=move |event| description.set(event.target().value())></textarea>
                {fault("/description")}
                <label for="category">{tr(i18n::CATEGORY)}</label>
                <select id="category" data-testid="report-category" on:change:target=move |event| category.set(event.target().value())>
                    <option value="">{tr(i18n::UNSURE)}</option>
                    {options}
                </select>
                {fault("/category")}
            </section>
            <section class="panel">
                <h2>{tr(i18n::WHERE)}</h2>
                <PlacePicker place start/>
                {fault("/location")}
                <label for="address">{tr(i18n::ADDRESS)}</label>
                <input id="address" maxlength="200" placeholder=tr(i18n::ADDRESS_HINT) autocomplete="street-address" data-testid="report-address"
                    prop:value=address on:input:target=move |event| address.set(event.target().value())/>
                {fault("/address")}
            </section>
            <section class="panel">
                <h2>{tr(i18n::CONTACT)}<small>{tr(i18n::OPTIONAL)}</small></h2>
                <div class="fields two">
                    <label><span>{tr(i18n::YOUR_NAME)}</span>
                        <input autocomplete="name" maxlength="50" data-testid="report-name" prop:value=name on:input:target=move |event| name.set(event.target().value())/>
                    </label>
                    <label><span>{tr(i18n::PHONE)}</span>
                        <input type="tel" autocomplete="tel" maxlength="32" data-testid="report-phone" prop:value=phone on:input:target=move |event| phone.set(event.target().value())/>
                    </label>
                </div>
                {fault("/reporter")}
                <p class="hint"><Icon of=icons::LOCK/>{tr(i18n::PRIVACY)}</p>
            </section>
            <div class="send">
                {failure}
                <button class="button" type="submit" disabled=busy data-testid="report-submit">
                    <Icon of=icons::SEND/>{move || context.t(if busy.get() { i18n::SENDING } else { i18n::SEND })}
                </button>
            </div>
        </form>
    }
}
