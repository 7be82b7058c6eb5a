/target
/.botpress
.env
