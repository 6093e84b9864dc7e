//! The laws of the backends, on every backend of this build.

#[cfg(feature = "ring")]
mod ring {
    momfood_crypto::aead_conformance!(momfood_crypto::Backend::Ring);
}

#[cfg(feature = "aes-gcm")]
mod aes_gcm {
    momfood_crypto::aead_conformance!(momfood_crypto::Backend::AesGcm);
}
