//! Evidence: what a photo of a case shows, and which kinds of photo are kept. Limits stand here, so that the browser
//! refuses what the server would.

words! {
    /// What a photo of a case shows.
    EvidenceKind {
        Near = "near", "近景", "Close view";
        Far = "far", "远景", "Wide view";
        Before = "before", "处置前", "Before handling";
        After = "after", "处置后", "After handling";
    }
}

words! {
    /// The formats that are kept, by their media type.
    PhotoFormat {
        Jpeg = "image/jpeg", "JPEG", "JPEG";
        Png = "image/png", "PNG", "PNG";
        WebP = "image/webp", "WebP", "WebP";
    }
}

/// Bytes of a photo as it is sent, at most.
pub const MAX_BYTES: usize = 10 * 1024 * 1024;
/// Pixels of a photo, at most: 40 megapixels.
pub const MAX_PIXELS: u64 = 40_000_000;
/// Photos of a case, at most.
pub const MAX_PER_CASE: i64 = 20;
/// The longer side of a thumbnail, pixels.
pub const THUMBNAIL: u32 = 480;
