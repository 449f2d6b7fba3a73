//! The words of the bell.

use shared::text::Text;

texts! {
    NOTICES: "通知", "Notices";
    NONE: "近三十天没有与您有关的通知", "Nothing has concerned you for thirty days";
    ALL_READ: "全部已读", "Mark all as read";
    UNREAD: "未读", "Unread";
}
