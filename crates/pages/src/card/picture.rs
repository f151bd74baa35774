//! Draws a card: SVG to PNG.

use std::collections::{HashMap, hash_map::Entry};

use png::{BitDepth, ColorType, Compression, Filter};
use resvg::{
    tiny_skia::{Pixmap, PremultipliedColorU8, Transform},
    usvg::{self, Tree},
};

use super::{HEIGHT, WIDTH, fonts::OPTIONS};

/// Why a card could not be drawn.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unpictured {
    /// The SVG is not one.
    #[error("a card's SVG cannot be read: {0}")]
    Svg(#[from] usvg::Error),
    /// There is no memory for the picture.
    #[error("a card cannot be drawn in memory")]
    Memory,
    /// The picture could not be written.
    #[error("a card's PNG cannot be written: {0}")]
    Png(#[from] png::EncodingError),
}

/// Draws the SVG of a card, and returns a PNG.
///
/// # Errors
/// [`Unpictured`].
pub(crate) fn png(svg: &str) -> Result<Vec<u8>, Unpictured> {
    let tree = Tree::from_str(svg, &OPTIONS)?;
    let mut pixels = Pixmap::new(WIDTH, HEIGHT).ok_or(Unpictured::Memory)?;
    resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
    encoded(&pixels)
}

/// Cards have few colours, which a palette stores in a third of the bytes.
fn encoded(pixels: &Pixmap) -> Result<Vec<u8>, Unpictured> {
    let (palette, indices) = indexed(pixels.pixels());
    let mut png = Vec::new();
    let mut encoder = png::Encoder::new(&mut png, WIDTH, HEIGHT);
    encoder.set_color(ColorType::Indexed);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_palette(palette);
    encoder.set_compression(Compression::Balanced);
    // The places of two colours in a palette say nothing of how alike they are.
    encoder.set_filter(Filter::NoFilter);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&indices)?;
    writer.finish()?;
    Ok(png)
}

/// The colours of an opaque picture, three bytes each, and the place of each pixel's colour among them. Colours that
/// differ least become one while they are more than a palette holds.
fn indexed(pixels: &[PremultipliedColorU8]) -> (Vec<u8>, Vec<u8>) {
    (0..7).find_map(|ignored_bits| within(pixels, u8::MAX << ignored_bits)).unwrap_or_default()
}

/// As [`indexed`], with colours that are equal under `mask` as one; `None` when they are more than a palette holds.
fn within(pixels: &[PremultipliedColorU8], mask: u8) -> Option<(Vec<u8>, Vec<u8>)> {
    let (mut palette, mut indices) = (Vec::new(), Vec::with_capacity(pixels.len()));
    let mut places = HashMap::new();
    let mut last = None;
    for pixel in pixels {
        let index = match last {
            Some((before, index)) if before == pixel => index,
            _ => {
                let colour = [pixel.red(), pixel.green(), pixel.blue()];
                let next = places.len();
                *match places.entry(colour.map(|channel| channel & mask)) {
                    Entry::Occupied(known) => known.into_mut(),
                    Entry::Vacant(new) => {
                        let index = u8::try_from(next).ok()?;
                        palette.extend(colour);
                        new.insert(index)
                    }
                }
            }
        };
        last = Some((pixel, index));
        indices.push(index);
    }
    Some((palette, indices))
}
