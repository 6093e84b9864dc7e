//! The Arabic sentences.
//!
//! Numbers follow the six plural classes of CLDR; every sentence puts the counted noun in the genitive. Numbers stand
//! between U+2068 and U+2069 (first-strong isolates, UAX #9), so that `-90` keeps its sign on the left in a
//! right-to-left line.

use crate::code::{Code, Kind};

pub(super) fn render(code: Code) -> String {
    match code {
        Code::Required => "هذا الحقل مطلوب".into(),
        Code::WrongType { expected } => format!("يجب أن تكون القيمة {}", kind(expected)),
        Code::UnknownField => "هذا الحقل غير معروف".into(),
        Code::DuplicateField => "هذا الحقل مكرر".into(),
        Code::MalformedJson => "محتوى الطلب ليس بصيغة JSON صحيحة".replace("JSON", "\u{2068}JSON\u{2069}"),
        Code::BodyTooLarge { max } => format!("يجب ألا يزيد حجم الطلب على {}", BYTES.count(max)),
        Code::TooDeep { max } => format!("يجب ألا يزيد عمق التداخل على {}", LEVELS.count(max)),
        Code::TooManyFields { max } => format!("يجب ألا يزيد عدد الحقول على {}", FIELDS.count(max)),
        Code::TooFewItems { min } => format!("يجب ألا يقل العدد عن {}", ITEMS.count(min)),
        Code::TooManyItems { max } => format!("يجب ألا يزيد العدد على {}", ITEMS.count(max)),
        Code::TooShort { min } => format!("يجب ألا يقل الطول عن {}", CHARACTERS.count(min)),
        Code::TooLong { max } => format!("يجب ألا يزيد الطول على {}", CHARACTERS.count(max)),
        Code::TooManyBytes { max } => format!("يجب ألا يزيد الحجم على {}", BYTES.count(max)),
        Code::OutOfRange { min, max } => {
            format!("يجب أن تكون القيمة بين \u{2068}{min}\u{2069} و\u{2068}{max}\u{2069}")
        }
        Code::ForbiddenCharacter => "يحتوي على رمز غير مسموح به".into(),
        Code::InvalidChoice => "القيمة ليست من القيم المقبولة".into(),
        Code::InvalidEmail => "البريد الإلكتروني غير صحيح".into(),
        Code::DisposableEmail => "لا تُقبل عناوين البريد المؤقتة".into(),
        Code::InvalidPhone => "رقم الهاتف السعودي غير صحيح".into(),
        Code::PhoneKindNotAccepted => "هذا النوع من أرقام الهاتف غير مقبول هنا".into(),
        Code::InvalidName => "الاسم غير صحيح: استخدم الحروف والمسافات والشرطات".into(),
        Code::InvalidNationalId => "رقم الهوية أو الإقامة غير صحيح".into(),
        Code::InvalidIban => "رقم الحساب المصرفي الدولي غير صحيح".into(),
        Code::InvalidUuid => "المعرّف غير صحيح".into(),
        Code::InvalidAmount => "المبلغ غير صحيح".into(),
        Code::PasswordTooCommon => "كلمة المرور شائعة جدًا".into(),
        Code::PasswordTooPersonal => "يجب ألا تُبنى كلمة المرور من اسمك أو عنوانك".into(),
        Code::PasswordNeedsLowercase => "يجب أن تحتوي كلمة المرور على حرف لاتيني صغير".into(),
        Code::PasswordNeedsUppercase => "يجب أن تحتوي كلمة المرور على حرف لاتيني كبير".into(),
        Code::PasswordNeedsDigit => "يجب أن تحتوي كلمة المرور على رقم".into(),
        Code::PasswordNeedsSymbol => "يجب أن تحتوي كلمة المرور على رمز خاص".into(),
        Code::UnsafePath => "هذا المسار غير مسموح به".into(),
        Code::UnsafeArgument => "هذا الوسيط غير مسموح به".into(),
        Code::UnknownIdentifier => "الاسم غير معروف".into(),
        Code::SuspiciousInput => "هذا النص غير مقبول هنا".into(),
    }
}

const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "نصًا",
        Kind::Integer => "عددًا صحيحًا",
        Kind::Number => "عددًا",
        Kind::Boolean => "نعم أو لا",
        Kind::Object => "كائنًا",
        Kind::List => "قائمة",
    }
}

/// A noun in the forms that a number asks for.
struct Noun {
    /// With 0, and with a number that ends in 00, 01 or 02.
    other: &'static str,
    /// Alone, for exactly 1.
    one: &'static str,
    /// Alone, for exactly 2.
    two: &'static str,
    /// With a number that ends in 03 to 10.
    few: &'static str,
    /// With a number that ends in 11 to 99.
    many: &'static str,
}

impl Noun {
    fn count(&self, number: u32) -> String {
        let noun = match (number, number % 100) {
            (1, _) => return self.one.into(),
            (2, _) => return self.two.into(),
            (_, 3..=10) => self.few,
            (_, 11..=99) => self.many,
            _ => self.other,
        };
        format!("\u{2068}{number}\u{2069} {noun}")
    }
}

const CHARACTERS: Noun = Noun {
    other: "حرف",
    one: "حرف واحد",
    two: "حرفين",
    few: "أحرف",
    many: "حرفًا",
};
const BYTES: Noun = Noun {
    other: "بايت",
    one: "بايت واحد",
    two: "بايتين",
    few: "بايتات",
    many: "بايتًا",
};
const ITEMS: Noun = Noun {
    other: "عنصر",
    one: "عنصر واحد",
    two: "عنصرين",
    few: "عناصر",
    many: "عنصرًا",
};
const FIELDS: Noun = Noun {
    other: "حقل",
    one: "حقل واحد",
    two: "حقلين",
    few: "حقول",
    many: "حقلًا",
};
const LEVELS: Noun = Noun {
    other: "مستوى",
    one: "مستوى واحد",
    two: "مستويين",
    few: "مستويات",
    many: "مستوى",
};

#[cfg(test)]
mod tests {
    use super::CHARACTERS;

    #[test]
    fn arabic_numbers_take_the_six_plural_forms_of_cldr() {
        let forms = [0, 1, 2, 3, 10, 11, 99, 100, 102, 103, 111].map(|number| CHARACTERS.count(number));
        assert_eq!(
            forms.map(|form| form.replace(['\u{2068}', '\u{2069}'], "")),
            [
                "0 حرف",
                "حرف واحد",
                "حرفين",
                "3 أحرف",
                "10 أحرف",
                "11 حرفًا",
                "99 حرفًا",
                "100 حرف",
                "102 حرف",
                "103 أحرف",
                "111 حرفًا"
            ]
        );
    }
}
