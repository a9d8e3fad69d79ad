//! Values that generated code reads through a generic type, such as a list.

use super::{Json, List, Map, Pack};

/// A value of fixed width in a pack.
///
/// Generated code implements it for its enums, objects and unions; `List<T>`, `Map<T>` and `Option<T>`
/// read their values through it.
pub trait FromPack: Copy {
    /// Bytes of a value.
    const WIDTH: u32;

    /// The value that lies at an offset.
    fn read(pack: &'static Pack<'static>, at: u32) -> Self;
}

macro_rules! scalars {
    ($($scalar:ident: $width:literal),*) => {$(
        impl FromPack for $scalar {
            const WIDTH: u32 = $width;

            fn read(pack: &'static Pack<'static>, at: u32) -> Self {
                pack.$scalar(at)
            }
        }
    )*};
}

scalars!(bool: 1, u8: 1, u16: 2, u32: 4, u64: 8, i8: 1, i16: 2, i32: 4, i64: 8, f64: 8);

impl FromPack for &'static str {
    const WIDTH: u32 = 8;

    fn read(pack: &'static Pack<'static>, at: u32) -> Self {
        pack.str(at)
    }
}

impl FromPack for Json {
    const WIDTH: u32 = 8;

    fn read(pack: &'static Pack<'static>, at: u32) -> Self {
        Self::new(pack.str(at))
    }
}

impl<T: FromPack> FromPack for List<T> {
    const WIDTH: u32 = 8;

    fn read(pack: &'static Pack<'static>, at: u32) -> Self {
        Self::new(pack, at)
    }
}

impl<T: FromPack> FromPack for Map<T> {
    const WIDTH: u32 = 8;

    fn read(pack: &'static Pack<'static>, at: u32) -> Self {
        Self::new(pack, at)
    }
}

/// A value that may be `null`.
impl<T: FromPack> FromPack for Option<T> {
    const WIDTH: u32 = 1 + T::WIDTH;

    fn read(pack: &'static Pack<'static>, at: u32) -> Self {
        pack.state(at).is_present().then(|| T::read(pack, at + 1))
    }
}
