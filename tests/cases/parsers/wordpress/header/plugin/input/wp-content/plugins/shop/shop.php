<?php
/**
 * Plugin Name: The Shop
 * Plugin URI: https://shop.example
 * Requires at least: 5.0
 * Version: 4.5.6
 */
define( 'SHOP', 1 );
