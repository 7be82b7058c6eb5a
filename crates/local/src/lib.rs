//! Local Botpress: the platform on your machine, for development and tests.
