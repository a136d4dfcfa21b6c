//! QR codes: as SVG, as PNG, and on a terminal.

use fast_qr::{ECL, QRBuilder, QRCode};

/// A QR code has no room for it.
#[derive(Debug, thiserror::Error)]
#[error("{bytes} bytes do not fit a QR code")]
pub struct TooLarge {
    /// The length of the text.
    pub bytes: usize,
}

/// The white margin that readers need, in modules.
const QUIET: usize = 4;
/// Pixels a module in a picture: 42 mm at 300 dpi for the receipts of a commune.
const PIXELS: usize = 8;

/// Up to how many millimetres a code is drawn with the stronger error correction.
const WIDEST: usize = 38;

/// A QR code of a text, and the letter of its error correction.
pub struct Qr(QRCode, char);

impl Qr {
    /// With error correction M (15 %), which survives a stain; L (7 %) where the code would not fit a certificate.
    pub fn of(text: &str) -> Result<Qr, TooLarge> {
        let at = |level, letter| QRBuilder::new(text).ecl(level).build().ok().map(|code| Qr(code, letter));
        let strong = at(ECL::M, 'M').filter(|code| code.millimetres() <= WIDEST);
        strong.or_else(|| at(ECL::L, 'L')).ok_or(TooLarge { bytes: text.len() })
    }

    /// How wide it must be printed at least, in millimetres: a quarter of one for each module, the margin included.
    pub fn millimetres(&self) -> usize {
        self.side().div_ceil(4)
    }

    /// The letter of its error correction.
    pub fn level(&self) -> char {
        self.1
    }

    /// Modules a side, without the margin.
    pub fn size(&self) -> usize {
        self.0.size
    }

    /// Whether the module at a place, margin included, is dark.
    fn dark(&self, x: usize, y: usize) -> bool {
        let inside = |at: usize| at.checked_sub(QUIET).filter(|at| *at < self.0.size);
        let place = inside(x).zip(inside(y)).map(|(x, y)| y * self.0.size + x);
        place.and_then(|place| self.0.data.get(place)).is_some_and(|module| module.value())
    }

    /// Modules a side, with the margin.
    pub fn side(&self) -> usize {
        self.0.size + 2 * QUIET
    }

    /// A drawing: one square a dark run, black on white, one unit a module.
    pub fn svg(&self) -> String {
        let side = self.side();
        let mut path = String::new();
        for y in 0..side {
            let mut x = 0;
            while x < side {
                let run = (x..side).take_while(|x| self.dark(*x, y)).count();
                if run > 0 {
                    path.push_str(&format!("M{x},{y}h{run}v1h-{run}z"));
                }
                x += run.max(1);
            }
        }
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\">\
             <rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/><path d=\"{path}\"/></svg>\n"
        )
    }

    /// A picture: eight pixels a module, one bit a pixel.
    pub fn png(&self) -> Result<Vec<u8>, png::EncodingError> {
        let side = self.side() * PIXELS;
        let mut rows = Vec::new();
        for y in 0..side {
            for eight in 0..side / 8 {
                let bit = |k: usize| u8::from(!self.dark((eight * 8 + k) / PIXELS, y / PIXELS)) << (7 - k);
                rows.push((0..8).map(bit).sum::<u8>());
            }
        }
        let mut bytes = Vec::new();
        let edge = u32::try_from(side).unwrap_or(u32::MAX);
        let mut encoder = png::Encoder::new(&mut bytes, edge, edge);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::One);
        encoder.write_header()?.write_image_data(&rows)?;
        Ok(bytes)
    }

    /// Two modules a character, for a terminal that is dark on light or light on dark: the light modules are drawn.
    pub fn terminal(&self) -> String {
        let side = self.side();
        let mut out = String::new();
        for y in (0..side).step_by(2) {
            for x in 0..side {
                let (above, below) = (!self.dark(x, y), y + 1 >= side || !self.dark(x, y + 1));
                out.push(match (above, below) {
                    (true, true) => '█',
                    (true, false) => '▀',
                    (false, true) => '▄',
                    (false, false) => ' ',
                });
            }
            out.push('\n');
        }
        out
    }
}
