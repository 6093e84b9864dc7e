#![cfg_attr(fuzzing, no_main)]
//! Laws of reading what people type: a code that is accepted has exactly its digits, in ASCII, and reading its print gives
//! it again; a backup code prints in one spelling, in which case, hyphens and look-alike letters make no difference.

mod shim;

use momfood_mfa::{BACKUP_CODE_CHARS, BackupCode, ChallengeId, Code, MAX_RAW_BYTES, PhoneNumber, UserId};

shim::fuzz!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    code::<6>(text);
    code::<8>(text);
    backup_code(text);
    if let Ok(id) = ChallengeId::parse(text) {
        assert_eq!(id.to_string(), text, "an id has one spelling");
    }
    if let Ok(user) = UserId::parse(text) {
        assert!(user.as_str() == text && text.is_ascii() && text.len() <= 64);
    }
    if let Ok(phone) = PhoneNumber::parse(text) {
        assert!(phone.expose() == text && phone.masked().chars().count() == text.len());
    }
});

fn code<const N: usize>(text: &str) {
    let Ok(code) = Code::<N>::parse(text) else { return };
    let print = code.expose();
    assert!(text.len() <= MAX_RAW_BYTES);
    assert!(print.len() == N && print.bytes().all(|byte| byte.is_ascii_digit()));
    assert_eq!(Code::<N>::parse(print).expect("its own print").expose(), print);
}

fn backup_code(text: &str) {
    let Ok(code) = BackupCode::parse(text) else { return };
    let print = code.to_text();
    assert!(print.len() == BACKUP_CODE_CHARS + 5 && !print.contains(['I', 'L', 'O', 'U']));
    let lower = print.to_lowercase();
    let bare = print.replace('-', "");
    let look_alike = print.replace('0', "o").replace('1', "l");
    for spelling in [&**print, &lower, &bare, &look_alike] {
        assert_eq!(BackupCode::parse(spelling).expect("a spelling of it").to_text(), print);
    }
}
