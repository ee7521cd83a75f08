"""Files that a post links to, such as the PDF of a study, read as part of the post."""
