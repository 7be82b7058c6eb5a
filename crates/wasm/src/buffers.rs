//! Memory that whoever runs the module writes frames into.

use bytes::Bytes;

/// Buffers that were allocated and not handed in yet.
///
/// They are kept here rather than leaked and rebuilt from a pointer: a wrong pointer or length is then a panic that says so,
/// not undefined behaviour.
#[derive(Default)]
pub(crate) struct Buffers(Vec<Vec<u8>>);

impl Buffers {
    /// The address of a new buffer of `length` bytes.
    pub(crate) fn allocate(&mut self, length: usize) -> *mut u8 {
        // At least one byte: buffers of none would share their address.
        let mut buffer = vec![0; length.max(1)];
        let address = buffer.as_mut_ptr();
        self.0.push(buffer);
        address
    }

    /// The first `length` bytes of the buffer at `address`, which is given up.
    ///
    /// # Panics
    ///
    /// When there is no such buffer, or it is shorter: whoever runs the module mixes them up.
    pub(crate) fn take(&mut self, address: *const u8, length: usize) -> Bytes {
        let found = self.0.iter().position(|buffer| buffer.as_ptr() == address && length <= buffer.len());
        let Some(found) = found else {
            panic!("a frame of {length} bytes was handed in that is in no buffer from bp_alloc");
        };
        let mut buffer = self.0.swap_remove(found);
        buffer.truncate(length);
        buffer.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buffers_come_back_once_and_by_their_address() {
        let mut buffers = Buffers::default();
        let (first, second) = (buffers.allocate(3), buffers.allocate(0));

        assert!(buffers.take(second, 0).is_empty());
        assert_eq!(buffers.take(first, 2), [0, 0][..]);
        assert!(buffers.0.is_empty());
    }

    #[test]
    #[should_panic(expected = "in no buffer from bp_alloc")]
    fn more_bytes_than_were_allocated_are_refused() {
        let mut buffers = Buffers::default();
        let address = buffers.allocate(3);
        buffers.take(address, 4);
    }
}
