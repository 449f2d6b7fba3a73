//! Cases: what is reported, what it becomes, by when.

pub mod calendar;
pub mod category;
pub mod changes;
pub mod clock;
pub mod course;
pub mod deadline;
pub mod number;
pub mod queue;
pub mod step;
pub mod supervision;
pub mod workflow;

#[cfg(test)]
mod tests;

words! {
    /// The channel that a report came by.
    Source {
        Hotline = "hotline", "12345热线", "12345 hotline";
        MinxinWeb = "minxin_web", "民心网", "Minxin web";
        MinyiWeb = "minyi_web", "民意网", "Minyi web";
        UrbanManagement = "urban_management", "智慧城管", "Smart urban management";
        Interconnect = "interconnect", "民情互连网", "Public interconnect";
        Wechat = "wechat", "微信", "WeChat";
        Police110 = "police_110", "110联动", "110 hand-over";
        Patrol = "patrol", "网格巡查", "Grid patrol";
        Web = "web", "网页上报", "Web form";
    }
}

words! {
    /// Traffic light of a clock: green to 80 % of the limit, yellow to 100 %, red beyond.
    Light {
        Green = "green", "正常", "On time";
        Yellow = "yellow", "临期", "Due soon";
        Red = "red", "超期", "Overdue";
        Done = "done", "已结", "Closed";
    }
}
