//! The marks of cases, painted pixel by pixel: disc, triangle and diamond, so that no light speaks by colour alone.

use shared::case::Light;

/// Width and height in pixels; drawn at half that size.
pub const SIZE: usize = 64;

/// Signed distance to the mark's edge in pixels, negative inside; `x`, `y` from the centre.
fn distance(light: Light, x: f32, y: f32) -> f32 {
    match light {
        Light::Green | Light::Done => x.hypot(y) - 19.0,
        Light::Yellow => {
            let slope = 3.0_f32.sqrt() / 2.0;
            (x.abs() * slope - (y + 24.0) * 0.5).max(y - 16.0)
        }
        Light::Red => (x.abs() + y.abs() - 27.0) * std::f32::consts::FRAC_1_SQRT_2,
    }
}

/// The mark as RGBA bytes.
pub fn paint(light: Light) -> Vec<u8> {
    let body: [f32; 3] = match light {
        Light::Green => [47.0, 208.0, 138.0],
        Light::Yellow => [255.0, 196.0, 69.0],
        Light::Red => [255.0, 93.0, 93.0],
        Light::Done => [143.0, 179.0, 204.0],
    };
    let rim = [6.0, 19.0, 31.0];
    let half = SIZE as f32 / 2.0 - 0.5;
    let mut pixels = Vec::with_capacity(SIZE * SIZE * 4);
    for row in 0..SIZE {
        for column in 0..SIZE {
            let edge = distance(light, column as f32 - half, row as f32 - half);
            let inner = (0.5 - (edge + 1.0)).clamp(0.0, 1.0);
            let cover = (0.5 - (edge - 4.0)).clamp(0.0, 1.0);
            for (body, rim) in body.iter().zip(rim) {
                pixels.push((body * inner + rim * (1.0 - inner)) as u8);
            }
            pixels.push((cover * 255.0) as u8);
        }
    }
    pixels
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_differ_in_shape_and_stay_inside_their_picture() {
        let covered = |light| paint(light).chunks(4).filter(|pixel| pixel[3] > 127).count();
        let mut areas: Vec<_> = [Light::Green, Light::Yellow, Light::Red].map(covered).into();
        for &light in Light::ALL {
            let picture = paint(light);
            assert_eq!(picture.len(), SIZE * SIZE * 4);
            assert_eq!(picture[3], 0, "{light}: the corner is empty");
            assert_eq!(picture[(SIZE / 2 * SIZE + SIZE / 2) * 4 + 3], 255, "{light}: the middle is full");
        }
        areas.dedup();
        assert_eq!(areas.len(), 3);
    }
}
