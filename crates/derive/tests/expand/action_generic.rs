#[derive(Action)]
#[action(output = Page<E>)]
pub struct List<E> {
    items: Many<E>,
}
