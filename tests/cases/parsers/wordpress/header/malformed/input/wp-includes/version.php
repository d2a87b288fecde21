<?php
$wp_version = get();
