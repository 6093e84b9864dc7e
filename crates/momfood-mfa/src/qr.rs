//! The key URI as a picture. Medium error correction: a screen has no scratches, and fewer modules scan from further off.

use qrcode::render::{svg, unicode};
use qrcode::{EcLevel, QrCode};
use zeroize::Zeroizing;

/// An `<svg>` element without the XML declaration, which HTML does not allow. Black on white whatever the page's theme.
pub(crate) fn svg(uri: &str) -> Zeroizing<String> {
    let document = encode(uri).map(|code| code.render::<svg::Color<'_>>().min_dimensions(240, 240).build());
    let mut document = Zeroizing::new(document.unwrap_or_default());
    if let Some(start) = document.find("<svg") {
        document.drain(..start);
    }
    document
}

/// Half blocks, two modules a character. Light modules are drawn, so that the code stands out from a dark background.
pub(crate) fn terminal(uri: &str) -> Zeroizing<String> {
    let text = encode(uri).map(|code| {
        code.render::<unicode::Dense1x2>()
            .dark_color(unicode::Dense1x2::Light)
            .light_color(unicode::Dense1x2::Dark)
            .build()
    });
    Zeroizing::new(text.unwrap_or_default())
}

/// `None` is out of reach: the longest URI of two whole labels is shorter than the 2 331 bytes of the largest code.
fn encode(uri: &str) -> Option<QrCode> {
    QrCode::with_error_correction_level(uri, EcLevel::M).ok()
}

#[cfg(test)]
mod tests {
    use crate::id::FactorId;
    use crate::label::{Label, MAX_LABEL_BYTES};
    use crate::provision::Enrolment;
    use crate::totp::TotpSecret;

    #[test]
    fn the_longest_labels_fit() {
        let label = Label::parse(&"ط".repeat(MAX_LABEL_BYTES / 2)).unwrap();
        let enrolment = Enrolment::new(FactorId::random().unwrap(), &TotpSecret::decoy(), &label, &label);
        assert!(enrolment.svg().starts_with("<svg ") && enrolment.svg().ends_with("</svg>"));
        assert!(enrolment.terminal().lines().count() > 20);
    }
}
