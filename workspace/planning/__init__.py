"""Planning measures, budget lines and posts: pages and forms of those who plan."""
